package dev.atelier.domain.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergeRecipeTest {

    @ParameterizedTest
    @CsvSource({
        "NO_INTERPOLATION, 0.3, a.safetensors",
        "WEIGHTED_SUM, 0.3, 0.7(a) + 0.3(b).safetensors",
        "WEIGHTED_SUM, 0.125, 0.88(a) + 0.12(b).safetensors",
        "WEIGHTED_SUM, 1, 0.0(a) + 1.0(b).safetensors",
        "ADD_DIFFERENCE, 0.5, a + 0.5(b - c).safetensors"
    })
    void namesTheResultAfterItsModels(MergeMethod method, double multiplier, String name) {
        assertThat(recipe(method, multiplier, null).resultName().value()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"mine, mine.safetensors", "mine.v2, mine.v2.safetensors", "mine.safetensors, mine.safetensors"})
    void aGivenNameGetsItsExtensionOnce(String given, String name) {
        assertThat(recipe(MergeMethod.WEIGHTED_SUM, 0.5, given).resultName().value())
                .isEqualTo(name);
    }

    @Test
    void asksForANameWhereThoseOfTheModelsMakeTooLongAOne() {
        MergeRecipe recipe = of(MergeMethod.WEIGHTED_SUM, 0.5, null, "", files("a".repeat(150), "b".repeat(150)));

        assertThatThrownBy(recipe::resultName)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("a name composed of the models' names would be too long; give the result a custom_name");
    }

    @ParameterizedTest
    @EnumSource
    void takesAsManyModelsAsItsMethod(MergeMethod method) {
        assertThatThrownBy(() -> of(method, 0.5, null, "", files("a", "b", "c", "d")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(method.word() + " takes " + method.models() + " models, but 4 are given");
    }

    @Test
    void takesSafetensorsOnly() {
        ModelFile pickle = new ModelFile(new CheckpointFileName("a.ckpt"), new StorageUri("atelier", "a"));

        assertThatThrownBy(() -> of(MergeMethod.NO_INTERPOLATION, 0.5, null, "", List.of(pickle)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("a.ckpt cannot be merged; supported are .safetensors files");
    }

    @Test
    void boundsThePattern() {
        of(MergeMethod.NO_INTERPOLATION, 0.5, null, "x".repeat(200), files("a"));

        assertThatThrownBy(() -> of(MergeMethod.NO_INTERPOLATION, 0.5, null, "x".repeat(201), files("a")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("discard_weights has 201 characters; allowed are at most 200");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1.001, 7, Double.NaN, Double.POSITIVE_INFINITY})
    void aMultiplierIsBetween0And1(double value) {
        assertThatThrownBy(() -> new Multiplier(value))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("multiplier is " + value + "; allowed is 0 to 1");
    }

    @ParameterizedTest
    @EnumSource
    void aMethodIsKnownByItsWord(MergeMethod method) {
        assertThat(MergeMethod.of(method.word())).isEqualTo(method);
        assertThatThrownBy(() -> MergeMethod.of("Sigmoid"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("interp_method \"Sigmoid\" is not one of [No interpolation, Weighted sum, Add difference]");
    }

    private static MergeRecipe recipe(MergeMethod method, double multiplier, String name) {
        return of(method, multiplier, name, "", files("a", "b", "c").subList(0, method.models()));
    }

    private static MergeRecipe of(
            MergeMethod method, double multiplier, String name, String discard, List<ModelFile> models) {
        return new MergeRecipe(
                method,
                models,
                new Multiplier(multiplier),
                Optional.ofNullable(name),
                false,
                Optional.of(discard),
                Optional.empty());
    }

    private static List<ModelFile> files(String... names) {
        return Stream.of(names)
                .map(name -> new ModelFile(
                        new CheckpointFileName(name + ".safetensors"), new StorageUri("atelier", "m/" + name)))
                .toList();
    }
}
