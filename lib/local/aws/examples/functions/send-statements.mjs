/** Pretends to mail the account statements that the event asks for. */
export async function handler(event) {
  const accounts = event.accounts ?? ['1001', '1002'];
  for (const account of accounts) console.log(`statement sent to account ${account}`);
  return { sent: accounts.length };
}
