package dev.atelier.domain.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingSampleTest {

    @ParameterizedTest
    @CsvSource({
        "our_cats_e000002_01_20260131120000_42.png, e000002-01",
        "our_cats_e000000_00_20260131120000.png, e000000-00",
        "our_cats_000150_09_20260131120000.png, s000150-09"
    })
    void aFileOfTheTrainerSaysWhatItIs(String file, String name) {
        TrainingSample sample = TrainingSample.ofFile("our_cats", file).orElseThrow();

        assertThat(sample).hasToString(name);
        assertThat(TrainingSample.parse(name)).contains(sample);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cats_e000002_01_20260131120000.png",
                "our_cats_e000002_01_20260131120000.jpg",
                "our_cats_x000002_01_20260131120000.png",
                "our_cats_e000002_20260131120000.png",
                "our_cats.png"
            })
    void otherFilesAreNone(String file) {
        assertThat(TrainingSample.ofFile("our_cats", file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"e1-0", "../e000001-00", "e000001-00.png", "e9999999999-00", ""})
    void otherNamesAreNone(String name) {
        assertThat(TrainingSample.parse(name)).isEmpty();
    }

    @Test
    void theyAreInTheOrderInWhichTheyWereMade() {
        assertThat(Stream.of("s000100-01", "s000020-00", "s000100-00", "e000000-01")
                        .map(name -> TrainingSample.parse(name).orElseThrow())
                        .sorted()
                        .map(TrainingSample::toString))
                .containsExactly("e000000-01", "s000020-00", "s000100-00", "s000100-01");
    }
}
