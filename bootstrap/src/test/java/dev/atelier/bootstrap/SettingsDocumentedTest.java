package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every setting is documented in docs/settings.md, once. */
class SettingsDocumentedTest {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    @Test
    void everySettingOfAnAdapterIsDocumented() throws IOException {
        assertThat(DocumentedSettings.rows()).containsAll(settingsOfAdapters());
    }

    @Test
    void everySettingThatTheServiceHasADefaultForIsDocumented() {
        Set<String> used = Pattern.compile("\\$\\{(atelier\\.[a-z.-]+)}")
                .matcher(read(Path.of("src", "main", "resources", "application.properties")))
                .results()
                .map(match -> match.group(1))
                .filter(setting -> !setting.equals("atelier.database.embedded"))
                .collect(Collectors.toSet());

        assertThat(used).hasSizeGreaterThan(5);
        assertThat(DocumentedSettings.rows()).containsAll(used);
    }

    @Test
    void noSettingIsDocumentedTwice() {
        assertThat(DocumentedSettings.rows()).doesNotHaveDuplicates();
    }

    private static Set<String> settingsOfAdapters() throws IOException {
        Set<String> settings = new TreeSet<>();
        for (URL metadata :
                Collections.list(SettingsDocumentedTest.class.getClassLoader().getResources(METADATA))) {
            try (InputStream in = metadata.openStream()) {
                for (JsonNode property : new ObjectMapper().readTree(in).path("properties")) {
                    settings.add(property.path("name").asText());
                }
            }
        }
        settings.removeIf(name -> !name.startsWith("atelier."));
        assertThat(settings).hasSizeGreaterThan(20);
        return settings;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
