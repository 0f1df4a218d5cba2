package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps a few words out of comments, messages and pages: each hides an actor, or has a standard term in its place. */
class PlainWordsTest {

    /** The words, each with what to write instead. */
    private static final Map<Pattern, String> WORDS = Map.ofEntries(
            word("whoever", "name the actor: the caller, a worker, another replica"),
            word("nobody", "name the actor, or use the passive"),
            word("somebody", "name the actor"),
            word("anybody", "name the actor"),
            word("anew", "again"),
            word("now and then", "say when: periodically, at each poll"),
            word("at the most", "at most"),
            word("all told", "in total"),
            word("tells?|told", "reports, returns, says which"),
            word("goes by", "is named"),
            word("so many", "give the number"),
            word("lies", "is stored, is in"),
            word("paints?|painted|painting", "generate, as the API says"),
            word("pictures?", "image, as the API says"),
            word("(?:is |be |was |are |been )set aside", "quarantined"),
            word("refusals?", "rejection, error response"));

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final String STRING = "\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"";
    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile("//[^\\n]*|/\\*(?s:.*?)\\*/|'(?:\\\\.|[^'\\\\\\n])*'|" + STRING);

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void commentsAndMessagesAreInPlainWords(String module) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            List<String> found = files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> COMMENT_OR_STRING
                            .matcher(read(file))
                            .results()
                            .map(MatchResult::group)
                            .filter(PlainWordsTest::isProse)
                            .flatMap(text -> unwanted(file, text)))
                    .toList();
            assertThat(found).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.atelier.bootstrap.DocumentationTest#pages")
    void pagesAreInPlainWords(Path page) {
        assertThat(unwanted(page, read(ROOT.resolve(page)).replaceAll("`[^`]*`", "")))
                .isEmpty();
    }

    @Test
    void anUnwantedWordIsSeen() {
        assertThat(unwanted(Path.of("a"), "Nobody is told")).hasSize(2);
        assertThat(unwanted(Path.of("a"), "an image is generated")).isEmpty();
    }

    @Test
    void namesOfFieldsAndFilesAreNotProse() {
        assertThat(isProse("\"pictures\"")).isFalse();
        assertThat(isProse("\"no pictures\"")).isTrue();
        assertThat(isProse("// pictures")).isTrue();
    }

    /** Literals without a space are names that clients, files or settings have. */
    private static boolean isProse(String text) {
        return text.indexOf(' ') >= 0;
    }

    private static Stream<String> unwanted(Path file, String text) {
        return WORDS.entrySet().stream().flatMap(word -> {
            Matcher matcher = word.getKey().matcher(text);
            return matcher.results()
                    .map(match -> file.getFileName() + ": \"" + match.group() + "\"; instead: " + word.getValue());
        });
    }

    private static Map.Entry<Pattern, String> word(String expression, String instead) {
        return Map.entry(Pattern.compile("(?i)\\b(?:" + expression + ")\\b"), instead);
    }

    private static Stream<String> modules() {
        return Stream.of(
                "domain",
                "application",
                "adapters-rest",
                "adapters-persistence",
                "adapters-local-gpu",
                "adapters-sagemaker",
                "adapters-monitoring",
                "bootstrap");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
