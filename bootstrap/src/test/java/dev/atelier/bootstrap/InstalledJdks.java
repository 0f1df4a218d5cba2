package dev.atelier.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
                            .filter(home -> feature(home) >= 17))
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

    static Path newest() {
        try (Stream<Path> homes = all()) {
            return homes.max(Comparator.comparingInt(InstalledJdks::feature)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 17 for a JDK 17.0.9, and 1 for those before 9. */
    static int feature(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .mapToInt(line ->
                            Integer.parseInt(line.replaceAll("[^0-9.]", "").split("\\.")[0]))
                    .findFirst()
                    .orElse(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
