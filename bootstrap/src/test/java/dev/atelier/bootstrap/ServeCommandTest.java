package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The options of {@code atelier serve}. */
class ServeCommandTest {

    private static final Pattern SETTING = Pattern.compile("\\((atelier\\.[a-z.-]+)\\)");

    private final ServeCommand serve = new ServeCommand();
    private final CommandLine line = new CommandLine(serve);

    @Test
    void withoutOptionsTheSettingsAreThoseOfTheEnvironment() {
        line.parseArgs();
        assertThat(serve.settings()).isEmpty();
    }

    @Test
    void eachOptionIsTheSettingThatItsDescriptionNames() {
        List<OptionSpec> options = line.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .toList();

        assertThat(options)
                .extracting(OptionSpec::longestName)
                .containsExactlyInAnyOrder("--port", "--host", "--data-dir", "--nodes", "--database-url");
        assertThat(options).allSatisfy(option -> {
            Matcher setting = SETTING.matcher(option.description()[0]);
            assertThat(setting.find()).isTrue();
            assertThat(DocumentedSettings.rows()).contains(setting.group(1));
            line.parseArgs(option.longestName(), "x");
            assertThat(serve.settings()).isEqualTo(Map.of(setting.group(1), "x"));
        });
    }

    @Test
    void theHelpSaysWhereTheOtherSettingsAre() {
        assertThat(line.getUsageMessage()).contains("docs/settings.md", "precedence");
        assertThat(new CommandLine(new Atelier()).getUsageMessage()).contains("docs/settings.md", "serve --help");
    }
}
