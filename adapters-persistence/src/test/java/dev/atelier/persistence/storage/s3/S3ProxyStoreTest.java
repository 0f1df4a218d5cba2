package dev.atelier.persistence.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.persistence.testing.S3ProxyServer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class S3ProxyStoreTest extends S3StoreContract {

    private static S3ProxyServer server;

    S3ProxyStoreTest() {
        super(server.url());
    }

    @BeforeAll
    static void start() {
        server = S3ProxyServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** It lists no parts of an upload that it does not have. */
    @Override
    protected void assertNone(Optional<List<ArrivedPart>> arrived) {
        assertThat(arrived).contains(List.of());
    }
}
