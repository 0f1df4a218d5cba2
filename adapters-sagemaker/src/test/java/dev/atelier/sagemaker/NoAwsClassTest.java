package dev.atelier.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.BackendRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.MapPropertySource;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With another backend no AWS class is loaded; the AWS SDK need not even be on the class path. */
@Tag("slow")
@Timeout(60)
class NoAwsClassTest {

    /** Runs in a process of its own. */
    static final class Service {

        private Service() {}

        public static void main(String... arguments) {
            Map<String, Object> settings = Map.of("test.in-memory-ports", "true", "atelier.backend", "local-gpu");
            try (ApplicationContext context = ApplicationContext.builder()
                    .propertySources(new MapPropertySource("test", settings))
                    .start()) {
                System.out.println("backends: " + context.getBeansOfType(BackendRegistry.ComputeBackend.class));
            }
        }
    }

    @Test
    void withAnotherBackendTheContextStartsWithoutTheSdkOnTheClassPath() throws IOException, InterruptedException {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains(Path.of("software", "amazon").toString()))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Service.class.getName())
                .redirectErrorStream(true)
                .start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("backends: []");
        assertThat(process.exitValue()).isZero();
    }
}
