package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.ReservedPort;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped jar with options beside environment variables that say something else. */
class ServeOptionsIT {

    private static final String H2 = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

    @TempDir
    Path folder;

    @Test
    void takePrecedenceOverEnvironmentVariables() {
        Path data = folder.resolve("given");
        try (ReservedPort port = new ReservedPort();
                WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess service = serve(
                                "--port=" + port.number(),
                                "--host",
                                "127.0.0.1",
                                "--data-dir",
                                data.toString(),
                                "--nodes=" + node.url(),
                                "--database-url",
                                "jdbc:h2:async:" + folder.resolve("rows") + H2)
                        .with("ATELIER_HOST", "192.0.2.7")
                        .with("ATELIER_LOCAL_GPU_NODES", "http://127.0.0.1:1")
                        .with("ATELIER_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/atelier")
                        .start()) {
            assertThat(service.url().toString()).isEqualTo("http://127.0.0.1:" + port.number());
            assertThat(service.output()).contains("Store: file, " + data.resolve("store"));
            assertThat(folder.resolve("rows.mv.db")).exists();
            assertThat(folder.resolve("data/store")).doesNotExist();
            assertThat(service.client().get("/nodes").raw().body())
                    .asString()
                    .contains(node.url().getAuthority());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port=70000 | atelier: atelier.port is 70000; allowed is 0 to 65535",
                "--port=http | atelier: atelier.port is \"http\"; allowed is a whole number",
                "--host=192.0.2.7 | atelier: atelier.host is 192.0.2.7, which is no address of this machine; set",
                "--database-url=postgresql://db/a | atelier: atelier.database.url is postgresql://db/a; allowed is jdbc:",
                "--nodes=nonsense | atelier: atelier.local-gpu.nodes",
            })
    void aWrongValueIsRejectedAsThatOfTheSetting(String option, String sentence) {
        assertThatThrownBy(() -> serve(option).start())
                .hasMessageContaining("ended at once, with status 1")
                .hasMessageContaining(sentence)
                .message()
                .matches(text -> text.strip().lines().count() == 2);
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatThrownBy(() -> serve("--prot=80").start())
                .hasMessageContaining("ended at once, with status 2")
                .hasMessageContaining("Unknown option: '--prot=80'")
                .hasMessageContaining("--port");
    }

    private AtelierProcess.Setup serve(String... options) {
        List<String> words = new ArrayList<>(List.of("java"));
        words.addAll(AtelierProcess.CLASS_DATA);
        words.addAll(List.of(AtelierProcess.BRIEF, "-jar", AtelierProcess.JAR.toString(), "serve"));
        words.addAll(List.of(options));
        return AtelierProcess.in(folder.resolve("data")).running(words);
    }
}
