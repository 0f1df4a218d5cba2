package dev.atelier.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The JDKs of this machine that can run the jar. */
final class InstalledJdks {

    private InstalledJdks() {}

    /** The home of each; that of this process comes first. */
    static Stream<Path> all() throws IOException {
        Path running = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<Path> beside = Files.list(running.getParent())) {
            return Stream.concat(
                    Stream.of(running),
                    beside.filter(home -> Files.isExecutable(home.resolve("bin/java")))
                            .filter(home -> Files.exists(home.resolve("release")))
                            .map(InstalledJdks::real)
                            .filter(InstalledJdks::isNewEnough))
                    .distinct()
                    .toList()
                    .stream();
        }
    }

    private static Path real(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNewEnough(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                    .anyMatch(major -> !Objects.equals(major, "1") && Integer.parseInt(major) >= 17);
        } catch (IOException e) {
            return false;
        }
    }
}
