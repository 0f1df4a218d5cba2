package dev.atelier.domain.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplePromptTest {

    @Test
    void aLineIsAPromptWithItsSettings() {
        SamplePrompt prompt = SamplePrompt.parse(
                        " a cat, 100% \u96ea --n a dog, bad --W 512 --h 768 --d 7 --l 7.5 --s 20 --ss Euler_a ")
                .orElseThrow();

        assertThat(prompt.named())
                .isEqualTo(Map.of(
                        "prompt",
                        "a cat, 100% \u96ea",
                        "negative_prompt",
                        "a dog, bad",
                        "width",
                        512,
                        "height",
                        768,
                        "seed",
                        7,
                        "scale",
                        7.5,
                        "sample_steps",
                        20,
                        "sample_sampler",
                        "euler_a"));
        assertThat(prompt)
                .hasToString("a cat, 100% \u96ea --n a dog, bad --w 512 --h 768 --d 7 --l 7.5 --s 20 --ss euler_a");
        assertThat(SamplePrompt.parse(prompt.toString())).contains(prompt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cn /etc/passwd", "w 9999 cats", "a cat-- --no"})
    void whatABeginningSaysIsText(String text) {
        String line = text.replace(" --no", "");

        assertThat(SamplePrompt.parse(line).orElseThrow().named()).isEqualTo(Map.of("prompt", line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "--w 512",
                "--cn /etc/passwd",
                "a cat --cn /etc/passwd",
                "a cat --i /etc/passwd",
                "a cat --n dog --cn /etc/passwd",
                "a cat --w",
                "a cat --w 63",
                "a cat --h 2049",
                "a cat --w 512.5",
                "a cat --s 0",
                "a cat --s 151",
                "a cat --d -1",
                "a cat --l 51",
                "a cat --ss /etc/passwd",
                "a cat --w 512 --w 512",
                "a cat --",
                "a\tcat",
                "a cat\u0000",
                "a cat \ud800"
            })
    void otherSettingsAreRefused(String line) {
        assertThat(SamplePrompt.parse(line)).isEmpty();
    }

    @Test
    void aLineIsBounded() {
        assertThat(SamplePrompt.parse("a".repeat(1000))).isPresent();
        assertThat(SamplePrompt.parse("a".repeat(1001))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--l .5, --l 0.5", "--l 1e-5, --l 1.0E-5", "--w 1e3, --w 1000", "--W 64, --w 64"})
    void itIsBoundedAsItIsWrittenToo(String settings, String written) {
        String longest = "a".repeat(999 - written.length());

        assertThat(SamplePrompt.parse(longest + " " + settings))
                .hasValueSatisfying(prompt -> assertThat(SamplePrompt.parse(prompt.toString()))
                        .as("%s", prompt)
                        .contains(prompt));
        assertThat(SamplePrompt.parse(longest + "a " + settings)).isEmpty();
    }
}
