package dev.atelier.persistence;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.context.event.StartupEvent;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Restricts the data folder to its owner, before the embedded database creates its file there and at every start. */
@Singleton
final class DataFolder
        implements BeanCreatedEventListener<DatasourceConfiguration>, ApplicationEventListener<StartupEvent> {

    private final String folder;

    DataFolder(@Value("${atelier.data-dir:}") String folder) {
        this.folder = folder;
    }

    @Override
    public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
        DatasourceConfiguration database = event.getBean();
        if (!folder.isEmpty() && database.getUrl().contains(folder)) {
            try {
                OwnerOnly.folder(Path.of(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the data folder " + folder + " cannot be created: " + e.getMessage(), e);
            }
        }
        return database;
    }

    @Override
    public void onApplicationEvent(StartupEvent event) {
        if (!folder.isEmpty() && Files.isDirectory(Path.of(folder))) {
            try {
                close(Path.of(folder));
            } catch (IOException e) {
                throw new UncheckedIOException("the data folder " + folder + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private static void close(Path folder) throws IOException {
        OwnerOnly.close(folder);
        try (DirectoryStream<Path> databases = Files.newDirectoryStream(folder, "*.db")) {
            for (Path database : databases) {
                OwnerOnly.close(database);
            }
        }
    }
}
