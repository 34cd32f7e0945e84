"""Ways to reach the person who is warned. A message is in the ledger before it is sent, and sent until somebody has it or it is given up for all to see."""
