/** A share from 0 to 1 as a bar with its number beside it. */
export function FillBar({ share }: { readonly share: number }) {
  const percent = `${Math.round(share * 100)}%`;
  return (
    <span className="fill-bar">
      <svg width="100%" height="10" aria-hidden="true">
        <rect className="frame" width="100%" height="10" />
        <rect className="filled" width={percent} height="10" />
      </svg>
      <b>{percent}</b>
    </span>
  );
}
