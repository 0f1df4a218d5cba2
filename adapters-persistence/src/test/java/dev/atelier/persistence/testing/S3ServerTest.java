package dev.atelier.persistence.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class S3ServerTest {

    private static final int PATIENCE_MILLIS = 5000;

    @Test
    void listensOn127001Only() {
        try (S3Server server = S3Server.start()) {
            assertThat(server.ports()).hasSize(2).allSatisfy(port -> {
                connect("127.0.0.1", port);
                // Another address of this machine: only a server that listens on all addresses responds there.
                assertThatThrownBy(() -> connect("127.0.0.2", port)).isInstanceOf(IOException.class);
            });
        }
    }

    private static void connect(String address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
        }
    }
}
