//! Threads and listeners for the emulated services.

use std::io;
use std::net::Ipv4Addr;

use axum::Router;
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::{Builder, Runtime};

/// The tokio runtime of the services. Dropping it stops them and waits until they release their
/// files. It may be dropped on a thread that runs async code.
#[derive(Debug)]
pub(super) struct ServerRuntime {
    runtime: Option<Runtime>,
}

impl ServerRuntime {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("emulated-aws")
            .enable_all()
            .build()?;
        Ok(Self {
            runtime: Some(runtime),
        })
    }

    /// Runs a future until it ends or the services stop.
    pub(super) fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn(future);
        }
    }

    /// Serves an HTTP application on a listener of [`ServerRuntime::listen`].
    pub(super) fn serve(&self, listener: TcpListener, application: Router) {
        self.spawn(async move {
            if let Err(error) = axum::serve(listener, application).await {
                tracing::error!(%error, "an emulated AWS service stopped");
            }
        });
    }

    /// Listens on a free loopback port, and gives its base URL.
    pub(super) fn listen(&self) -> io::Result<(TcpListener, String)> {
        let _context = self.runtime.as_ref().map(Runtime::enter);
        let socket = TcpSocket::new_v4()?;
        // Accepted connections inherit it. Without it, Nagle's algorithm and delayed
        // acknowledgements together hold small answers back for 40 ms.
        socket.set_nodelay(true)?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let listener = socket.listen(1024)?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok((listener, url))
    }
}

impl Drop for ServerRuntime {
    fn drop(&mut self) {
        // tokio panics if a runtime is dropped inside another one, hence the thread.
        let runtime = self.runtime.take();
        if std::thread::spawn(move || drop(runtime)).join().is_err() {
            tracing::error!("the emulated AWS services did not stop cleanly");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn accepted_connections_send_without_delay_and_drop_is_allowed_in_async_code() {
        let runtime = ServerRuntime::start().unwrap();
        let (listener, url) = runtime.listen().unwrap();
        let address = url.strip_prefix("http://").unwrap();

        let (connected, accepted) =
            tokio::join!(tokio::net::TcpStream::connect(address), listener.accept());

        assert!(connected.is_ok());
        assert!(accepted.unwrap().0.nodelay().unwrap());
    }
}
