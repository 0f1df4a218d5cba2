package dev.atelier.persistence.storage.s3;

import dev.atelier.persistence.testing.S3ProxyServer;
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
}
