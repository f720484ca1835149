/** Sends bytes as they are and answers everything that came back: for requests that no client would send. */
export async function raw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const closed = Promise.withResolvers<void>();
  let answer = "";
  await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (socket) => void socket.write(request.replaceAll("\n", "\r\n")),
      data: (_, bytes) => {
        answer += bytes.toString();
      },
      close: () => closed.resolve(),
    },
  });
  await closed.promise;
  return answer;
}
