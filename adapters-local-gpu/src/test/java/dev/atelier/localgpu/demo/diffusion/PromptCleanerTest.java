package dev.atelier.localgpu.demo.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptCleanerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a cute panda | cute panda",
                "(panda:1.2) eating | panda eating",
                "panda <lora:fluffy:0.8> | panda",
                "[red:0.5] apple | red apple",
                "Masterpiece, best quality, 8K, highly detailed, fox | fox",
                "8ball | 8ball",
                "clock 3:30 | clock 3 30",
            })
    void namesOfObjectsRemain(String prompt, String words) {
        assertThat(String.join(" ", Tokenizer.words(PromptCleaner.clean(prompt))))
                .isEqualTo(words);
    }
}
