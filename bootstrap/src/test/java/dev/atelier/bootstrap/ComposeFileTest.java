package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Finds errors in examples/compose.yaml, as far as possible without a container engine. */
class ComposeFileTest {

    private static final Pattern JIB_IMAGE =
            Pattern.compile("<to>\\s*<image>([^<]+)\\$\\{project.version}</image>\\s*</to>");

    private final Map<String, Object> file = DocumentationTest.yaml(Path.of("examples", "compose.yaml"));
    private final Map<?, ?> services = (Map<?, ?>) file.get("services");
    private final Map<?, ?> atelier = (Map<?, ?>) services.get("atelier");

    @Test
    void theImageIsTheOneThatTheBuildMakes() throws IOException {
        assertThat(atelier.get("image")).isEqualTo(builtImage());
    }

    static String builtImage() throws IOException {
        Matcher image = JIB_IMAGE.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(image.find()).isTrue();
        return image.group(1) + DocumentationTest.version();
    }

    @Test
    void everyVariableIsADocumentedSetting() {
        List<String> variables = ((Map<?, ?>) atelier.get("environment"))
                .keySet().stream()
                        .map(Object::toString)
                        .filter(name -> name.startsWith("ATELIER_"))
                        .toList();

        assertThat(variables).contains("ATELIER_DATABASE_URL", "ATELIER_DATABASE_PASSWORD", "ATELIER_API_KEY");
        assertThat(DocumentedSettings.variables()).containsAll(variables);
    }

    @Test
    void noSecretIsInTheFile() {
        assertThat(((Map<?, ?>) atelier.get("environment"))
                        .get("ATELIER_API_KEY")
                        .toString())
                .startsWith("${API_KEY:?");
        assertThat(services.values().stream().map(service -> ((Map<?, ?>) service).get("environment")))
                .allSatisfy(
                        environment -> assertThat(environment.toString()).contains("PASSWORD=${DATABASE_PASSWORD:?"));
    }

    @Test
    void whatIsStoredIsInAVolumeAndThePortsAreOnLoopback() {
        assertThat(atelier.get("volumes")).isEqualTo(List.of("files:/data"));
        assertThat(((Map<?, ?>) services.get("postgres")).get("volumes"))
                .isEqualTo(List.of("rows:/var/lib/postgresql/data"));
        assertThat(((Map<?, ?>) file.get("volumes")).keySet()).isEqualTo(Set.of("files", "rows"));
        assertThat((List<?>) atelier.get("ports"))
                .isNotEmpty()
                .allMatch(port -> port.toString().startsWith("127.0.0.1:"));
        assertThat(((Map<?, ?>) services.get("postgres")).containsKey("ports")).isFalse();
    }

    @Test
    void theServiceWaitsForAHealthyDatabaseAndIsCheckedItself() {
        assertThat(atelier.get("depends_on")).isEqualTo(Map.of("postgres", Map.of("condition", "service_healthy")));
        assertThat(services.values()).allMatch(service -> ((Map<?, ?>) service).containsKey("healthcheck"));
        assertThat(((Map<?, ?>) atelier.get("healthcheck")).get("test").toString())
                .contains(":8080/health/readiness");
    }
}
