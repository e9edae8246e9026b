/** Three stages in a row; in the page itself, since a server of pages need not have a `/favicon.ico`. */
export const pageIcon: string = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M3 8h10" stroke="#378" stroke-width="2"/><g fill="#378"><circle cx="3" cy="8" r="2.5"/><circle cx="8" cy="8" r="2.5"/><circle cx="13" cy="8" r="2.5"/></g></svg>',
);
