package dev.atelier.persistence.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.storage.LinkTargets;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCleanupJobTest {

    @TempDir
    Path folder;

    @Test
    void removesLeftoversWhenTheServiceStarts() throws IOException {
        Path left = Files.createFile(
                Files.createDirectory(folder.resolve("incoming")).resolve("left"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.EPOCH));

        try (ApplicationContext context = ApplicationContext.builder(Map.of("atelier.file-store.folder", folder))
                .build()) {
            context.registerSingleton(Clock.class, Clock.systemUTC());
            context.registerSingleton(LinkTargets.class, file -> true);
            EmbeddedServer server = server();
            context.registerSingleton(EmbeddedServer.class, server);
            context.start();
            context.getBean(StoreCleanupJob.class).start(new ServerStartupEvent(server));

            await().untilAsserted(() -> assertThat(left).doesNotExist());
        }
    }

    /** A dummy that can be stopped. */
    private static EmbeddedServer server() {
        return (EmbeddedServer) Proxy.newProxyInstance(
                StoreCleanupJobTest.class.getClassLoader(),
                new Class<?>[] {EmbeddedServer.class},
                (server, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(server);
                    case "equals" -> server == arguments[0];
                    case "stop" -> server;
                    default -> null;
                });
    }
}
