/** One's own password. */
import { answered, client } from "./client";

/** Changes it; all other sessions of the account end. */
export async function changePassword(password: string, new_password: string, code: string | null): Promise<void> {
  await answered(client.POST("/api/session/password", { body: { password, new_password, code } }));
}
