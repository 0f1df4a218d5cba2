package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks what the pages of the repository claim about the repository. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern LINK = Pattern.compile("\\[[^]\\[]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    /** A class in backticks: a member may follow. Words in capitals are statuses and files. */
    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?`");

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void everyRelativeLinkLeadsToAFileAndAHeading(Path page) {
        String text = withoutCode(page);

        assertThat(matches(LINK, text).filter(link -> !link.contains(":")))
                .allMatch(link -> leadsSomewhere(page, link));
    }

    @Test
    void aBrokenLinkIsSeen() {
        Path page = Path.of("docs", "deploy.md");

        assertThat(leadsSomewhere(page, "settings.md#training")).isTrue();
        assertThat(leadsSomewhere(page, "settings.md#no-such-heading")).isFalse();
        assertThat(leadsSomewhere(page, "no-such-page.md")).isFalse();
        assertThat(pages()).hasSizeGreaterThan(15);
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(ROOT.resolve(target))
                && (parts.length == 1
                        || matches(HEADING, withoutCode(target))
                                .anyMatch(heading -> anchor(heading).equals(parts[1])));
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    @ParameterizedTest
    @CsvSource({"architecture.md, 80", "security.md, 50"})
    void everyClassThatAPageNamesExists(String page, int atLeast) {
        Map<String, List<Path>> sources = sources();
        List<MatchResult> named =
                CLASS.matcher(withoutCode(Path.of("docs", page))).results().toList();

        assertThat(named).hasSizeGreaterThan(atLeast);
        assertThat(named).allSatisfy(name -> {
            assertThat(sources.keySet()).as(name.group()).contains(name.group(1));
            assertThat(name.group(2) == null
                            || sources.get(name.group(1)).stream().anyMatch(has(name.group(2))))
                    .as(name.group())
                    .isTrue();
        });
    }

    private static Predicate<Path> has(String member) {
        Pattern declaration = Pattern.compile("(record|class|enum|interface) " + member + "\\b|\\b" + member + "\\(");
        return source -> declaration.matcher(read(source)).find();
    }

    /** The files of all modules, tests included, by the simple name of their class. */
    private static Map<String, List<Path>> sources() {
        return sourceFolders()
                .flatMap(folder -> below(folder, ".java"))
                .map(ROOT::resolve)
                .collect(Collectors.groupingBy(
                        file -> file.getFileName().toString().replace(".java", "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("decisions")
    void aDecisionHasItsDateAndWhatLedToIt(Path decision) {
        String text = read(ROOT.resolve(decision));

        assertThat(text).containsPattern("(?m)^20\\d\\d-\\d\\d-\\d\\d\\. (Accepted|Superseded by .+)\\.$");
        assertThat(matches(HEADING, text).skip(1))
                .containsExactly("Context", "Decision", "Consequences", "Alternatives considered");
        assertThat(text.lines()).hasSizeLessThan(40);
    }

    @Test
    void thisVersionIsInTheChangelogAndInUpgrading() {
        String version = version();

        assertThat(matches(HEADING, read(ROOT.resolve("CHANGELOG.md")))).anyMatch(title -> title.startsWith(version));
        assertThat(matches(HEADING, read(ROOT.resolve("UPGRADING.md")))).anyMatch(title -> title.startsWith(version));
        assertThat(matches(Pattern.compile("(?m)^### (.+)$"), read(ROOT.resolve("CHANGELOG.md")))
                        .collect(Collectors.toSet()))
                .isSubsetOf("Added", "Changed", "Fixed");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void aFormForIssuesCanBeRead(Path form) {
        Map<String, Object> read = yaml(form);

        assertThat(read).containsKeys("name", "description", "body");
        assertThat((List<?>) read.get("body")).isNotEmpty().allMatch(field -> ((Map<?, ?>) field).containsKey("type"));
    }

    static String version() {
        return matches(
                        Pattern.compile("<artifactId>atelier</artifactId>\\s*<version>([^<]+)"),
                        read(Path.of("pom.xml")))
                .findFirst()
                .orElseThrow();
    }

    static Map<String, Object> yaml(Path file) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(read(ROOT.resolve(file)));
    }

    static List<Path> pages() {
        return Stream.of(
                        in(ROOT, ".md"),
                        below(ROOT.resolve("docs"), ".md"),
                        below(ROOT.resolve(".github"), ".md"),
                        sourceFolders().flatMap(folder -> below(folder, ".md")))
                .flatMap(files -> files)
                .toList();
    }

    static List<Path> decisions() {
        return in(ROOT.resolve("docs/adr"), ".md").toList();
    }

    static List<Path> forms() {
        return in(ROOT.resolve(".github/ISSUE_TEMPLATE"), ".yml").toList();
    }

    private static Stream<Path> sourceFolders() {
        return find(ROOT, 2, path -> path.endsWith("src") && Files.isDirectory(path));
    }

    /** The files with this ending in the folder itself, relative to the root of the repository. */
    private static Stream<Path> in(Path folder, String ending) {
        return find(folder, 1, file -> file.toString().endsWith(ending)).map(ROOT::relativize);
    }

    /** As above, also those in folders below it. */
    private static Stream<Path> below(Path folder, String ending) {
        return find(folder, 32, file -> file.toString().endsWith(ending)).map(ROOT::relativize);
    }

    private static Stream<Path> find(Path folder, int depth, Predicate<Path> wanted) {
        try (Stream<Path> found = Files.find(folder, depth, (path, attributes) -> wanted.test(path))) {
            return found.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
    }

    private static String withoutCode(Path page) {
        return CODE_BLOCK.matcher(read(ROOT.resolve(page))).replaceAll("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
