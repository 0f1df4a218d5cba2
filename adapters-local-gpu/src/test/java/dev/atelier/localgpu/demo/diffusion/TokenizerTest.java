package dev.atelier.localgpu.demo.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The expected ids are those of {@code text.py}, with which the model was trained. */
class TokenizerTest {

    private final Tokenizer tokenizer =
            new Tokenizer(new String(TinyDiffusionModel.resource("vocab.txt"), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
    private final long[] ids = new long[Tokenizer.WORDS * Tokenizer.FEATURES];
    private final float[] weights = new float[ids.length];

    @Test
    void aKnownWordIsItsOwnEntryAndItsGrams() {
        tokenizer.fill("a cute panda", ids, weights, 0);

        assertThat(word(0)).startsWith(4843, 2824, 3524, 300, 1637, 1546, 3155, 1040, 0);
        assertThat(word(1)).startsWith(6223, 273, 3821, 679, 1259, 3001, 2395, 25, 3910, 2493, 0);
        assertThat(weights[0]).isEqualTo(.5f);
        assertThat(weights[7]).isCloseTo(.0714286f, within(1e-6f));
        assertThat(word(2)).containsOnly(0);
    }

    @Test
    void anUnknownWordIsItsGramsAndAccentsDoNotCount() {
        tokenizer.fill("Pandás", ids, weights, 0);

        assertThat(word(0)).startsWith(273, 3821, 679, 1259, 576, 2506, 2395, 25, 3910, 3292, 1940, 0);
        assertThat(weights[0]).isCloseTo(.0909091f, within(1e-6f));
    }

    @Test
    void aBackgroundIsOneWordWithItsColourAndALongWordIsTruncated() {
        tokenizer.fill("on a blue background, counterrevolutionaries", ids, weights, 0);

        assertThat(word(0)).startsWith(4405, 3606, 1915).endsWith(3683, 2259);
        assertThat(word(1)).startsWith(2150, 3959).endsWith(1959, 362, 0);
    }

    @Test
    void theEleventhWordHasNoEffect() {
        tokenizer.fill("b c d e f g h i j k l m n", ids, weights, 0);

        assertThat(weights[9 * Tokenizer.FEATURES]).isPositive();
    }

    private long[] word(int index) {
        return Arrays.copyOfRange(ids, index * Tokenizer.FEATURES, (index + 1) * Tokenizer.FEATURES);
    }
}
