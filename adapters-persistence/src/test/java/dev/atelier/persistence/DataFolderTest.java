package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.storage.LinkTargets;
import dev.atelier.persistence.storage.local.LocalModelStore;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class DataFolderTest {

    @TempDir
    Path folder;

    @Test
    void aNewOneIsForItsOwnerOnlyAndSoAreTheDatabaseAndTheStore() throws IOException {
        Path data = folder.resolve("new/data");

        start(data);

        for (String name : new String[] {"", "store", "store/files", "store/incoming", "store/uploads", "store/used"}) {
            assertThat(permissions(data.resolve(name))).as(name).isEqualTo("rwx------");
        }
        for (String name : new String[] {"atelier.mv.db", "store/url-secret"}) {
            assertThat(permissions(data.resolve(name))).as(name).isEqualTo("rw-------");
        }
    }

    @Test
    void oneThatOthersCouldReadIsClosedAtTheNextStart() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        start(data);
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.toList()) {
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }

        start(data);

        assertThat(permissions(data)).isEqualTo("rwx------");
        assertThat(permissions(data.resolve("store"))).isEqualTo("rwx------");
        assertThat(permissions(data.resolve("atelier.mv.db"))).isEqualTo("rw-------");
    }

    private static void start(Path data) {
        Map<String, Object> settings = Map.of(
                "atelier.data-dir",
                data.toString(),
                "atelier.file-store.folder",
                data.resolve("store").toString(),
                "datasources.default.url",
                "jdbc:h2:" + data + "/atelier;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                "datasources.default.username",
                "atelier",
                "datasources.default.password",
                "",
                "datasources.default.db-type",
                "postgres",
                "datasources.default.dialect",
                "POSTGRES",
                "flyway.datasources.default.enabled",
                true);
        try (ApplicationContext context = ApplicationContext.builder(settings).build()) {
            context.registerSingleton(Clock.class, Clock.systemUTC());
            context.registerSingleton(LinkTargets.class, file -> true);
            context.start();
            context.getBean(LocalModelStore.class);
            context.getBean(CheckpointRepository.class);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
