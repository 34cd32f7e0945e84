import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { meQuery, signOut } from "@/api/session";

/** Ends the session on the server, forgets everything read under it and shows the sign-in page. */
export function useSignOut(): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return () => {
    const leave = async () => {
      await navigate({ to: "/login", search: {} });
      queries.clear();
      queries.setQueryData(meQuery.queryKey, null);
    };
    signOut().then(leave, leave); // a server that is away cannot keep anybody on the page
  };
}
