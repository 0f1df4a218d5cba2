package dev.atelier.persistence.merge.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.merge.ModelMerger.Merged;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.MergeRecipe;
import dev.atelier.domain.merge.Multiplier;
import dev.atelier.persistence.inspection.DefaultModelFileInspector;
import dev.atelier.persistence.storage.local.LocalModelStore;
import dev.atelier.persistence.storage.local.LocalStoreConfiguration;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class SafetensorsMergerTest {

    private static final String WEIGHT = "model.diffusion_model.input_blocks.0.0.weight";
    private static final String POSITIONS = "cond_stage_model.transformer.text_model.embeddings.position_ids";

    /** More than a block, and not a multiple of it. */
    private static final int MANY = 40_001;

    private final SplittableRandom random = new SplittableRandom(7);

    @TempDir
    Path folder;

    private ModelStore store;
    private SafetensorsMerger merger;

    @BeforeEach
    void open() throws IOException {
        store = new LocalModelStore(
                new LocalStoreConfiguration(folder.resolve("store"), 0), new SettableClock(), file -> true);
        merger = over(store);
    }

    private SafetensorsMerger over(ModelStore models) {
        return new SafetensorsMerger(
                models,
                folder.resolve("spool"),
                file -> FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    @ParameterizedTest
    @CsvSource({
        "F16, F16, false, F16",
        "F16, F32, false, F16",
        "F16, BF16, true, F16",
        "BF16, F16, false, BF16",
        "BF16, BF16, true, F16",
        "BF16, F32, false, BF16",
        "F32, F16, false, F32",
        "F32, BF16, false, F32",
        "F32, F32, true, F16",
        "F32, F32, false, F32"
    })
    void weightsASumOfAnyTwoPrecisionsBitForBit(Precision ofA, Precision ofB, boolean half, Precision result)
            throws Exception {
        float[] a = numbers(MANY);
        float[] b = numbers(MANY);
        ModelFile one = store("a", new TestModel().with(WEIGHT, ofA, a));
        ModelFile two = store("b", new TestModel().with(WEIGHT, ofB, b));
        double multiplier = 0.37;

        TestModel merged = merge(recipe(MergeMethod.WEIGHTED_SUM, multiplier, half, one, two));

        float[] expected = new float[MANY];
        for (int i = 0; i < MANY; i++) {
            float left = (float) (1 - multiplier) * (float) ofA.round(a[i]);
            float right = (float) multiplier * (float) ofB.round(b[i]);
            expected[i] = left + right;
        }
        assertThat(merged.tensor(WEIGHT).dtype()).isEqualTo(result.name());
        assertThat(merged.tensor(WEIGHT).data()).isEqualTo(result.bytes(expected));
    }

    @ParameterizedTest
    @CsvSource({"F16, BF16, F32, false, F16", "F32, F16, F16, true, F16", "BF16, F32, F16, false, BF16"})
    void addsADifferenceBitForBit(Precision ofA, Precision ofB, Precision ofC, boolean half, Precision result)
            throws Exception {
        float[] a = numbers(MANY);
        float[] b = numbers(MANY);
        float[] c = numbers(MANY);
        ModelFile one = store("a", new TestModel().with(WEIGHT, ofA, a));
        ModelFile two = store("b", new TestModel().with(WEIGHT, ofB, b));
        ModelFile three = store("c", new TestModel().with(WEIGHT, ofC, c));

        TestModel merged = merge(recipe(MergeMethod.ADD_DIFFERENCE, 0.6, half, one, two, three));

        float[] expected = new float[MANY];
        for (int i = 0; i < MANY; i++) {
            float difference = (float) ofB.round(b[i]) - (float) ofC.round(c[i]);
            float scaled = 0.6f * difference;
            expected[i] = (float) ofA.round(a[i]) + scaled;
        }
        assertThat(merged.tensor(WEIGHT).dtype()).isEqualTo(result.name());
        assertThat(merged.tensor(WEIGHT).data()).isEqualTo(result.bytes(expected));
    }

    @Test
    void whatIsLargerThanAWindowOfItsFileIsMergedBitForBitToo() throws Exception {
        int count = 5_000_000;
        float[] a = numbers(count);
        float[] b = numbers(count);
        ModelFile one = store("a", new TestModel().with("x", Precision.F16, 1f).with(WEIGHT, Precision.F32, a));
        ModelFile two = store("b", new TestModel().with(WEIGHT, Precision.F32, b));

        TestModel merged = merge(recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, two));

        float[] expected = new float[count];
        for (int i = 0; i < count; i++) {
            expected[i] = 0.5f * a[i] + 0.5f * b[i];
        }
        assertThat(Arrays.equals(merged.tensor(WEIGHT).data(), Precision.F32.bytes(expected)))
                .isTrue();
    }

    @Test
    void atTheEndsOfTheScaleOneModelIsTheResult() throws Exception {
        float[] a = numbers(50);
        float[] b = numbers(50);
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, a));
        ModelFile two = store("b", new TestModel().with(WEIGHT, Precision.F16, b));

        assertThat(withoutSignOfZero(merge(recipe(MergeMethod.WEIGHTED_SUM, 0, false, one, two))
                        .numbers(WEIGHT)))
                .isEqualTo(withoutSignOfZero(Precision.F16.numbers(Precision.F16.bytes(a))));
        assertThat(withoutSignOfZero(merge(recipe(MergeMethod.WEIGHTED_SUM, 1, false, one, two))
                        .numbers(WEIGHT)))
                .isEqualTo(withoutSignOfZero(Precision.F16.numbers(Precision.F16.bytes(b))));
    }

    /** Replaces negative zeros. */
    private static float[] withoutSignOfZero(float[] numbers) {
        for (int at = 0; at < numbers.length; at++) {
            numbers[at] += 0f;
        }
        return numbers;
    }

    @Test
    void whatOverflowsOrIsNoNumberIsSoInTheResult() throws Exception {
        ModelFile one = store(
                "a",
                new TestModel()
                        .with(
                                WEIGHT,
                                Precision.F32,
                                70000f,
                                -70000f,
                                Float.POSITIVE_INFINITY,
                                Float.NaN,
                                1e-8f,
                                -0f,
                                65519f));
        ModelFile two =
                store("b", new TestModel().with(WEIGHT, Precision.F32, 70000f, -70000f, 1f, 1f, 1e-8f, -0f, 65519f));

        float[] merged =
                merge(recipe(MergeMethod.WEIGHTED_SUM, 0.5, true, one, two)).numbers(WEIGHT);

        assertThat(merged)
                .containsExactly(
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY,
                        Float.POSITIVE_INFINITY,
                        Float.NaN,
                        0f,
                        -0f,
                        65504f);
    }

    @Test
    void mergesWhatBothModelsHaveAndKeepsTheRestAsItIs() throws Exception {
        float[] schedule = numbers(5);
        byte[] positions = longs(0, 1, 2);
        ModelFile one = store(
                "a",
                new TestModel()
                        .with("betas", Precision.F32, schedule)
                        .with(WEIGHT, Precision.F16, 1f)
                        .with("model.only_a", Precision.BF16, 3f)
                        .with(POSITIONS, "I64", List.of(3L), positions)
                        .with("model.count", "I32", List.of(1L), new byte[] {9, 0, 0, 0})
                        .with("model.empty", Precision.F16));
        ModelFile two = store(
                "b",
                new TestModel()
                        .with("betas", Precision.F32, numbers(5))
                        .with("gammas", Precision.F32, numbers(5))
                        .with(WEIGHT, Precision.F16, 3f)
                        .with("model.only_b", Precision.F32, 4f)
                        .with(POSITIONS, Precision.F32, List.of(1L, 3L), 0f, 1f, 2f)
                        .with("model.count", Precision.F16, 5f)
                        .with("model.empty", Precision.F16));

        TestModel merged = merge(recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, two));

        assertThat(merged.names())
                .containsExactlyInAnyOrder(
                        "betas", WEIGHT, "model.only_a", "model.only_b", POSITIONS, "model.count", "model.empty");
        assertThat(merged.numbers(WEIGHT)).containsExactly(2f);
        assertThat(merged.numbers("betas")).containsExactly(schedule);
        assertThat(merged.tensor("model.only_a").data()).isEqualTo(Precision.BF16.bytes(3f));
        assertThat(merged.tensor("model.only_b").data()).isEqualTo(Precision.F32.bytes(4f));
        assertThat(merged.tensor(POSITIONS).data()).isEqualTo(positions);
        assertThat(merged.tensor("model.count").data()).containsExactly(9, 0, 0, 0);
    }

    @Test
    void ofADifferenceWhatCLacksStaysAsAHasItAndWhatALacksIsLeftOut() throws Exception {
        ModelFile one =
                store("a", new TestModel().with(WEIGHT, Precision.F16, 1f).with("model.x", Precision.F16, 5f));
        ModelFile two = store(
                "b",
                new TestModel()
                        .with(WEIGHT, Precision.F16, 4f)
                        .with("model.x", Precision.F16, 7f)
                        .with("model.only_b", Precision.F16, 8f));
        ModelFile three = store("c", new TestModel().with(WEIGHT, Precision.F16, 2f));

        TestModel merged = merge(recipe(MergeMethod.ADD_DIFFERENCE, 1, false, one, two, three));

        assertThat(merged.numbers(WEIGHT)).containsExactly(3f);
        assertThat(merged.numbers("model.x")).containsExactly(5f);
        assertThat(merged.names()).containsExactlyInAnyOrder(WEIGHT, "model.x");
    }

    @ParameterizedTest
    @CsvSource({"9, is_inpainting", "8, is_instruct_pix2pix"})
    void ofAModelWithMoreChannelsThoseAreMergedThatBothHave(int channels, String kind) throws Exception {
        float[] a = numbers(2 * channels * 3);
        float[] b = numbers(2 * 4 * 3);
        ModelFile one =
                store("a", new TestModel().with(WEIGHT, Precision.F32, List.of(2L, (long) channels, 1L, 3L), a));
        ModelFile two = store("b", new TestModel().with(WEIGHT, Precision.F32, List.of(2L, 4L, 1L, 3L), b));

        TestModel merged = merge(recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, two));

        float[] expected = a.clone();
        for (int i = 0; i < 2 * 4 * 3; i++) {
            int at = i / 12 * channels * 3 + i % 12;
            expected[at] = 0.5f * a[at] + 0.5f * b[i];
        }
        assertThat(merged.tensor(WEIGHT).shape()).containsExactly(2L, (long) channels, 1L, 3L);
        assertThat(merged.numbers(WEIGHT)).containsExactly(expected);
        assertThat(metadata(merged, "sd_merge_recipe")).containsEntry(kind, true);
    }

    @Test
    void withoutInterpolationTheFirstModelIsCopied() throws Exception {
        TestModel model = new TestModel()
                .with("betas", Precision.F32, 1f / 3)
                .with(WEIGHT, "F16", List.of(2L), new byte[] {1, 0x7d, 3, 0})
                .with("model.flag", "BOOL", List.of(1L), new byte[] {1});

        TestModel merged = merge(recipe(MergeMethod.NO_INTERPOLATION, 0.3, false, store("a", model)));

        assertThat(merged.names()).containsExactlyInAnyOrderElementsOf(model.names());
        for (String name : model.names()) {
            assertThat(merged.tensor(name).data()).isEqualTo(model.tensor(name).data());
        }
    }

    @Test
    void savedAsHalfEveryFloatHas16BitsAndWholeNumbersStay() throws Exception {
        float[] numbers = numbers(100);
        ModelFile one = store(
                "a",
                new TestModel()
                        .with("model.f", Precision.F32, numbers)
                        .with("alphas", Precision.BF16, numbers)
                        .with("model.i", "I64", List.of(1L), longs(7)));

        TestModel merged = merge(recipe(MergeMethod.NO_INTERPOLATION, 0.3, true, one));

        assertThat(merged.tensor("model.f").data()).isEqualTo(Precision.F16.bytes(numbers));
        assertThat(merged.tensor("alphas").data())
                .isEqualTo(Precision.F16.bytes(Precision.BF16.numbers(Precision.BF16.bytes(numbers))));
        assertThat(merged.tensor("model.i").data()).isEqualTo(longs(7));
    }

    @Test
    void aVaeTakesThePlaceOfTheModelsInTheModelsPrecision() throws Exception {
        float[] baked = numbers(30);
        ModelFile one = store(
                "a",
                new TestModel()
                        .with(WEIGHT, Precision.F16, 1f)
                        .with("first_stage_model.decoder.w", Precision.F16, numbers(30))
                        .with("first_stage_model.encoder.w", Precision.F16, 2f));
        ModelFile vae = store(
                "v",
                new TestModel()
                        .with("decoder.w", Precision.F32, baked)
                        .with("decoder.new", Precision.F32, 6f)
                        .with("loss.logvar", Precision.F32, 0f)
                        .with("model_ema.decay", Precision.F32, 0f));

        TestModel merged = merge(with(recipe(MergeMethod.NO_INTERPOLATION, 0.3, false, one), null, vae));

        assertThat(merged.names())
                .containsExactlyInAnyOrder(
                        WEIGHT,
                        "first_stage_model.decoder.w",
                        "first_stage_model.encoder.w",
                        "first_stage_model.decoder.new");
        assertThat(merged.tensor("first_stage_model.decoder.w").data()).isEqualTo(Precision.F16.bytes(baked));
        assertThat(merged.numbers("first_stage_model.encoder.w")).containsExactly(2f);
        assertThat(merged.tensor("first_stage_model.decoder.new").data()).isEqualTo(Precision.F32.bytes(6f));
    }

    @Test
    void aModelWithoutVaeGetsOne() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));
        ModelFile vae = store("v", new TestModel().with("decoder.w", Precision.F32, 6f));

        TestModel merged = merge(with(recipe(MergeMethod.NO_INTERPOLATION, 0.3, true, one), null, vae));

        assertThat(merged.tensor("first_stage_model.decoder.w").data()).isEqualTo(Precision.F16.bytes(6f));
    }

    @Test
    void whatTheExpressionFindsIsLeftOutEvenWhereItWouldNotFit() throws Exception {
        ModelFile one = store(
                "a",
                new TestModel()
                        .with(WEIGHT, Precision.F16, 1f)
                        .with("model_ema.x", Precision.F16, 1f, 2f)
                        .with("first_stage_model.y", Precision.F16, 1f));
        ModelFile two =
                store("b", new TestModel().with(WEIGHT, Precision.F16, 1f).with("model_ema.x", Precision.F16, 1f));

        TestModel merged =
                merge(with(recipe(MergeMethod.WEIGHTED_SUM, 0.3, false, one, two), "^model_ema\\.|stage_model", null));

        assertThat(merged.names()).containsExactly(WEIGHT);
    }

    @Test
    void keepsWhatDescribesTheFirstModel() throws Exception {
        ModelFile one = store(
                "a",
                new TestModel()
                        .with(WEIGHT, Precision.F16, 1f)
                        .described(Map.of(
                                "modelspec.architecture", "stable-diffusion-xl-v1-base",
                                "modelspec.hash_sha256", "0x00",
                                "ss_tag", "x")));
        ModelFile two = store(
                "b", new TestModel().with(WEIGHT, Precision.F16, 2f).described(Map.of("modelspec.author", "ann")));

        TestModel merged = merge(recipe(MergeMethod.WEIGHTED_SUM, 0.3, false, one, two));

        assertThat(merged.metadata())
                .containsEntry("modelspec.architecture", "stable-diffusion-xl-v1-base")
                .doesNotContainKeys("modelspec.hash_sha256", "modelspec.author", "ss_tag");
    }

    @Test
    void recordsTheRecipeInTheMetadata() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));
        byte[] unread = new TestModel().with(WEIGHT, Precision.F16, 2f).bytes();
        ModelFile two = store("b", TestModel.read(unread)).read(null);
        ModelFile vae = store("v", new TestModel().with("x", Precision.F16, 2f));

        TestModel merged = merge(with(recipe(MergeMethod.WEIGHTED_SUM, 0.25, true, one, two), "ema", vae));

        assertThat(merged.metadata()).containsEntry("format", "pt");
        assertThat(metadata(merged, "sd_merge_recipe"))
                .containsEntry("type", "webui")
                .containsEntry("primary_model_hash", one.sha256())
                .containsEntry("secondary_model_hash", sha256(unread))
                .containsEntry("tertiary_model_hash", null)
                .containsEntry("interp_method", "Weighted sum")
                .containsEntry("multiplier", 0.25)
                .containsEntry("save_as_half", true)
                .containsEntry("custom_name", "mine")
                .containsEntry("discard_weights", "ema")
                .containsEntry("bake_in_vae", "v.safetensors")
                .containsEntry("is_inpainting", false);
        assertThat(metadata(merged, "sd_merge_models")).containsOnlyKeys(one.sha256(), sha256(unread), vae.sha256());
        assertThat(metadata(merged, "sd_merge_models").get(sha256(unread)))
                .isEqualTo(Map.of("name", "b.safetensors", "sha256", sha256(unread)));
    }

    @Test
    void theSameModelsMakeTheSameFileWhichPassesInspectionAndWhoseTensorsAreAligned() throws Exception {
        ModelFile one = store(
                "a",
                new TestModel()
                        .with("model.flag", "BOOL", List.of(3L), new byte[3])
                        .with(WEIGHT, Precision.F16, 1f, 2f, 3f)
                        .with("model.z", Precision.F32, 1f));
        ModelFile two = store("b", new TestModel().with(WEIGHT, Precision.F16, 1f, 1f, 1f));
        MergeRecipe recipe = recipe(MergeMethod.WEIGHTED_SUM, 0.3, false, one, two);
        List<Double> progress = new ArrayList<>();

        Merged first = merger.merge(new MergeId(UUID.randomUUID()), recipe, progress::add);
        Merged second = merger.merge(new MergeId(UUID.randomUUID()), recipe, told -> {});

        byte[] bytes = Files.readAllBytes(first.file());
        assertThat(bytes).isEqualTo(Files.readAllBytes(second.file()));
        assertThat(first.sha256()).isEqualTo(sha256(bytes)).isEqualTo(second.sha256());
        assertThat(TestModel.read(bytes).names()).containsExactly("model.z", WEIGHT, "model.flag");
        try (SeekableByteChannel content = Files.newByteChannel(first.file())) {
            new DefaultModelFileInspector().inspect(new CheckpointFileName("r.safetensors"), content);
        }
        assertThat(progress).isSorted().last().isEqualTo(1.0);
    }

    @Test
    void modelsInAStoreThatIsElsewhereAreCopiedForTheTime() throws Exception {
        store = new InMemoryModelStore(new SettableClock());
        merger = over(store);
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));
        ModelFile two = store("b", new TestModel().with(WEIGHT, Precision.F16, 3f));
        MergeId id = new MergeId(UUID.randomUUID());

        Merged merged = merger.merge(id, recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, two), progress -> {});
        assertThat(TestModel.read(Files.readAllBytes(merged.file())).numbers(WEIGHT))
                .containsExactly(2f);

        merger.forget(id);
        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void modelsOfDifferentShapesAreRejectedByTensorAndShapes() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, List.of(2L, 2L), numbers(4)));
        ModelFile two = store("b", new TestModel().with(WEIGHT, Precision.F16, List.of(2L, 3L), numbers(6)));

        rejects(
                recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, two),
                "the models do not fit: the tensor \"" + WEIGHT
                        + "\" is [2, 2] in a.safetensors and [2, 3] in b.safetensors");
        rejects(
                recipe(MergeMethod.ADD_DIFFERENCE, 0.5, false, one, one, two),
                "is [2, 2] in a.safetensors and [2, 3] in b.safetensors");
    }

    @Test
    void anInpaintingModelHasToComeFirst() throws Exception {
        ModelFile usual = store("a", new TestModel().with(WEIGHT, Precision.F16, List.of(1L, 4L, 1L, 1L), numbers(4)));
        ModelFile inpainting =
                store("b", new TestModel().with(WEIGHT, Precision.F16, List.of(1L, 9L, 1L, 1L), numbers(9)));

        rejects(
                recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, usual, inpainting),
                "an inpainting or pix2pix model has to be the primary one");
    }

    @Test
    void modelsThatHaveNothingInCommonAreRejected() throws Exception {
        ModelFile one =
                store("a", new TestModel().with(WEIGHT, Precision.F16, 1f).with("x", Precision.F16, 1f));
        ModelFile two = store(
                "b", new TestModel().with("model.other", Precision.F16, 1f).with("x", Precision.F16, 1f));

        rejects(
                recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, two),
                "there is nothing to merge: [a.safetensors, b.safetensors] have no tensor");
    }

    @Test
    void whereAllThatWouldBeMergedIsDiscardedTheRejectionSaysSo() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));

        rejects(
                with(recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, one), "model", null),
                "or discard_weights matches them all");
    }

    @Test
    void otherPrecisionsAreRejectedByName() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));
        ModelFile two = store("b", new TestModel().with(WEIGHT, "F8_E4M3", List.of(1L), new byte[1]));

        rejects(
                recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, two),
                "the tensor \"" + WEIGHT + "\" is F8_E4M3 in b.safetensors; only F16, BF16 and F32 can be merged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "*", "(?=a)", "(a)\\1"})
    void whatIsNoRegularExpressionIsRejected(String expression) throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));

        rejects(
                with(recipe(MergeMethod.NO_INTERPOLATION, 0.5, false, one), expression, null),
                "discard_weights is not a regular expression");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a{21}", "a{1000000000000}", "((a{3}){3}){3}", "a{2,30}", "(a{0,15}){2,}"})
    void anExpressionThatWouldGrowBeyondBoundsIsRejected(String expression) throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));

        rejects(
                with(recipe(MergeMethod.NO_INTERPOLATION, 0.5, false, one), expression, null),
                "multiply to more than 20");
    }

    @Test
    void anExpressionThatTakesAgesElsewhereTakesNoTimeHere() throws Exception {
        ModelFile one = store("a", new TestModel().with("model." + "a".repeat(5000), Precision.F16, 1f));

        TestModel merged = merge(with(recipe(MergeMethod.NO_INTERPOLATION, 0.5, false, one), "(a|a)*(a*){3}b", null));

        assertThat(merged.names()).hasSize(1);
    }

    @Test
    void leavingNothingIsRejected() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));

        rejects(with(recipe(MergeMethod.NO_INTERPOLATION, 0.5, false, one), ".", null), "nothing is left to store");
    }

    @Test
    void aVaeThatDoesNotFitIsRejected() throws Exception {
        ModelFile one = store(
                "a", new TestModel().with(WEIGHT, Precision.F16, 1f).with("first_stage_model.x", Precision.F16, 1f));
        MergeRecipe recipe = recipe(MergeMethod.NO_INTERPOLATION, 0.5, false, one);

        rejects(
                with(recipe, null, store("v", new TestModel().with("x", Precision.F16, 1f, 2f))),
                "\"first_stage_model.x\" is [1] in a.safetensors, and [2] in v.safetensors");
        rejects(
                with(recipe, null, store("w", new TestModel().with("up.x", Precision.F16, 1f))),
                "w.safetensors is not a matching VAE");
    }

    @Test
    void aFileThatIsGoneOrBrokenIsRejected() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));
        ModelFile two = store("b", new TestModel().with(WEIGHT, Precision.F16, 1f));
        store.deleteAll(two.location());
        rejects(
                recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, two),
                "the file of b.safetensors does not exist any more");

        store.put(two.location(), new ByteArrayInputStream(new byte[100]), "application/octet-stream");
        rejects(recipe(MergeMethod.WEIGHTED_SUM, 0.5, false, one, two), "b.safetensors is rejected: its header");
    }

    @Test
    void aFullDiskIsSaidAndLeavesNothing() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, numbers(1000)));
        SafetensorsMerger full = new SafetensorsMerger(
                store,
                folder.resolve("spool"),
                file -> FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE));
        MergeId id = new MergeId(UUID.randomUUID());

        assertThatThrownBy(() -> full.merge(id, recipe(MergeMethod.NO_INTERPOLATION, 0.5, false, one), progress -> {}))
                .isInstanceOf(InsufficientStorageException.class)
                .hasMessageContaining("full");

        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void anInterruptedMergeLeavesNothing() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, numbers(1000)));
        MergeId id = new MergeId(UUID.randomUUID());
        Thread.currentThread().interrupt();

        assertThatThrownBy(
                        () -> merger.merge(id, recipe(MergeMethod.NO_INTERPOLATION, 0.5, false, one), progress -> {}))
                .isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void whatAnEarlierAttemptLeftIsReplaced() throws Exception {
        ModelFile one = store("a", new TestModel().with(WEIGHT, Precision.F16, 1f));
        MergeId id = new MergeId(UUID.randomUUID());
        Path left = Files.createDirectories(folder.resolve("spool").resolve(id.toString()));
        Files.write(left.resolve("merged"), new byte[100_000]);

        Merged merged = merger.merge(id, recipe(MergeMethod.NO_INTERPOLATION, 0.5, false, one), progress -> {});

        assertThat(TestModel.read(Files.readAllBytes(merged.file())).names()).containsExactly(WEIGHT);
        assertThat(Files.size(merged.file())).isLessThan(100_000);
    }

    private void rejects(MergeRecipe recipe, String because) {
        assertThatThrownBy(() -> merger.requireMergeable(recipe))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(because);
    }

    private TestModel merge(MergeRecipe recipe) throws Exception {
        merger.requireMergeable(recipe);
        Merged merged = merger.merge(new MergeId(UUID.randomUUID()), recipe, progress -> {});
        return TestModel.read(Files.readAllBytes(merged.file()));
    }

    private ModelFile store(String name, TestModel model) throws IOException {
        byte[] bytes = model.bytes();
        StorageUri location = new StorageUri("atelier", "models/" + name);
        store.put(location, new ByteArrayInputStream(bytes), "application/octet-stream");
        return new ModelFile(new CheckpointFileName(name + ".safetensors"), location, sha256(bytes));
    }

    private static MergeRecipe recipe(MergeMethod method, double multiplier, boolean half, ModelFile... models) {
        return new MergeRecipe(
                method,
                List.of(models),
                new Multiplier(multiplier),
                Optional.of("mine"),
                half,
                Optional.empty(),
                Optional.empty());
    }

    private static MergeRecipe with(MergeRecipe recipe, String discard, ModelFile vae) {
        return new MergeRecipe(
                recipe.method(),
                recipe.models(),
                recipe.multiplier(),
                recipe.customName(),
                recipe.half(),
                Optional.ofNullable(discard),
                Optional.ofNullable(vae));
    }

    /** Weights in the range of models, from the smallest to the largest half-precision number. */
    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            double magnitude = Math.pow(2, random.nextDouble(-26, 15));
            numbers[i] = (float) (random.nextBoolean() ? magnitude : -magnitude);
        }
        return numbers;
    }

    private static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(TestModel model, String key) throws IOException {
        return (Map<String, Object>)
                JsonMapper.createDefault().readValue(model.metadata().get(key).toString(), Argument.OBJECT_ARGUMENT);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
