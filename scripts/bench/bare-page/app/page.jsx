import rows from './rows.json';

// Rendered at each request, as the product's page is.
export const dynamic = 'force-dynamic';

export default function Page() {
  return (
    <table>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>{row.name}</td>
            <td>{row.teamName}</td>
            <td>{row.owner}</td>
            <td>{row.tags.join(', ')}</td>
            <td>{row.state}</td>
            <td>{row.expression}</td>
            <td>{row.timeZone}</td>
            <td>{row.nextRunAt}</td>
            <td>{row.syncStatus}</td>
            <td>{row.targets.map((target) => target.arn).join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
