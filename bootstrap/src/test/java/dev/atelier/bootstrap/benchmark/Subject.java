package dev.atelier.bootstrap.benchmark;

import dev.atelier.bootstrap.AtelierProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is compared: two builds of Atelier, and what one would write instead. */
enum Subject {
    /** The jar of {@code -Dbenchmark.before}, as {@code java -jar} runs it. */
    BEFORE {
        @Override
        boolean isPresent() {
            return JAR_BEFORE != null;
        }

        @Override
        AtelierProcess.Setup in(Path data) {
            return AtelierProcess.in(data).running(List.of("java", "-jar", JAR_BEFORE));
        }
    },

    /** What is built here, as the launcher starts it. */
    THIS_BUILD {
        @Override
        boolean isPresent() {
            return true;
        }

        @Override
        AtelierProcess.Setup in(Path data) {
            return AtelierProcess.in(data)
                    .by(Path.of("..", "atelier").toAbsolutePath().normalize().toString());
        }
    },

    /** {@code peer.py}, where Debian's FastAPI and uvicorn are installed. */
    PEER {
        @Override
        boolean isPresent() {
            return Files.exists(Path.of("/usr/lib/python3/dist-packages/fastapi"))
                    && Files.exists(Path.of("/usr/lib/python3/dist-packages/uvicorn"));
        }

        @Override
        AtelierProcess.Setup in(Path data) {
            return AtelierProcess.in(data)
                    .by(
                            "/usr/bin/python3",
                            Path.of("src/test/java/dev/atelier/bootstrap/benchmark/peer.py")
                                    .toAbsolutePath()
                                    .toString());
        }
    };

    private static final String JAR_BEFORE = System.getProperty("benchmark.before");

    abstract boolean isPresent();

    /** A service that keeps its data in this folder, on the JDK of {@code -Dbenchmark.jdk} if one is named. */
    abstract AtelierProcess.Setup in(Path data);

    /** As {@link #in}, in a new folder. */
    AtelierProcess.Setup inNew(Path folder) {
        try {
            Files.createDirectories(folder);
            AtelierProcess.Setup setup =
                    in(Files.createTempDirectory(folder, name()).resolve("data"));
            String jdk = System.getProperty("benchmark.jdk");
            return jdk == null ? setup : setup.on(Path.of(jdk));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
