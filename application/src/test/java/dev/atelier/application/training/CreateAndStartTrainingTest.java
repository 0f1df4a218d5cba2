package dev.atelier.application.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.dataset.CreateDataset;
import dev.atelier.application.dataset.DatasetFolders;
import dev.atelier.application.dataset.UpdateDataset;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestDatasets;
import dev.atelier.application.training.CreateAndStartTraining.Source;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateAndStartTrainingTest {

    private static final Source LEGO = new Source.Named("lego");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CreateAndStartTraining create = new CreateAndStartTraining(
            new TrainingJobFactory(
                    atelier.backendRegistry,
                    new BaseModelResolver(atelier.checkpoints, atelier.descriptions),
                    new TrainingDatasetResolver(
                            atelier.datasets,
                            atelier.store,
                            atelier.layout,
                            new DatasetFolders(atelier.datasets, atelier.layout)),
                    atelier.ids,
                    atelier.clock),
            atelier.backendRegistry,
            atelier.layout);
    private final UpdateDataset update = new UpdateDataset(atelier.datasets, atelier.store);
    private final Caller ann = TestCallers.designer("ann");
    private Checkpoint base;

    @BeforeEach
    void prepare() {
        base = atelier.add(TestCheckpoints.checkpoint().files("v1-5.safetensors"));
        atelier.write(at("dataset/lego/10_lego/a.PNG"), "image");
    }

    @Test
    void queuesAJobWithEverythingItNeeds() {
        Map<String, Object> params = Map.of("any", "thing");

        TrainingJob job = create.create(
                ann,
                new CreateAndStartTraining.Command(
                        FoundationModel.SD_XL,
                        new Source.At(base.files().get(0).location()),
                        new Source.At(at("dataset/lego")),
                        ImageDefaults.USUAL,
                        Map.of("training", Map.of("output_name", "demo")),
                        params));

        assertThat(atelier.trainings.find(job.id())).contains(job);
        assertThat(job.status()).isEqualTo(TrainingStatus.PENDING);
        assertThat(job.user()).isEqualTo(ann.name());
        assertThat(job.plan().base()).isEqualTo(base.files().get(0));
        assertThat(job.plan().dataset()).isEqualTo(at("dataset/lego"));
        assertThat(job.plan().outputName()).isEqualTo("demo");
        assertThat(job.plan().params()).isEqualTo(params);
        assertThat(job.input()).isEqualTo(at("kohya/train/" + job.id() + "/input"));
        assertThat(job.output()).isEqualTo(at("kohya/train/" + job.id() + "/output"));
    }

    @Test
    void modelAndDatasetMayBeNamed() {
        TrainingJob job = train(new Source.Named("v1-5.safetensors"), LEGO);

        assertThat(job.plan().base()).isEqualTo(base.files().get(0));
        assertThat(job.plan().dataset()).isEqualTo(at("dataset/lego"));
        assertThat(job.plan().outputName()).startsWith("lora-");
    }

    @Test
    void thePathMayEndAtTheCheckpoint() {
        assertThat(train(new Source.At(base.location()), LEGO).plan().base())
                .isEqualTo(base.files().get(0));
    }

    @Test
    void aModelThatCannotBeUsedIsRejected() {
        Checkpoint hidden = atelier.add(TestCheckpoints.checkpoint().openTo("others"));
        Checkpoint initial = atelier.add(TestCheckpoints.checkpoint().status(CheckpointStatus.INITIAL));
        Checkpoint lora = atelier.add(TestCheckpoints.checkpoint().type(CheckpointType.LORA));
        for (Checkpoint unusable : new Checkpoint[] {hidden, initial, lora}) {
            assertRejected(new Source.At(unusable.files().get(0).location()), LEGO, "not found");
            assertRejected(new Source.Named(unusable.files().get(0).name().value()), LEGO, "not found");
        }
        assertRejected(new Source.At(at("out/x/result/image_0.png")), LEGO, "not found");
        assertRejected(new Source.At(base.location().resolve("other.safetensors")), LEGO, "not found");
    }

    @Test
    void aFileThatWasNotInspectedAsAModelIsNoBase() {
        atelier.add(TestCheckpoints.checkpoint().files("v1.png", "v1.yaml"));

        assertRejected(new Source.Named("v1.png"), LEGO, "file v1.png cannot be used as a Stable-diffusion model");
        assertRejected(new Source.Named("v1.yaml"), LEGO, "only together with the model that it configures");
    }

    @ParameterizedTest
    @CsvSource({
        "SD_1_5, false, STABLE_DIFFUSION_1",
        "SD_1_5, true, STABLE_DIFFUSION_2",
        "SD_1_5, false, UNKNOWN",
        "SD_1_5, true, UNKNOWN",
        "SD_XL, false, STABLE_DIFFUSION_XL",
    })
    void aBaseOfTheFamilyThatIsTrainedIsTaken(FoundationModel foundation, boolean isV2, ModelFamily family) {
        describe(family);

        assertThat(trainV1(foundation, isV2).plan().base())
                .isEqualTo(base.files().get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "SD_1_5, false, STABLE_DIFFUSION_2, fm_type sd_1_5 is for Stable Diffusion 1.x",
        "SD_1_5, false, STABLE_DIFFUSION_XL, fm_type sd_1_5 is for Stable Diffusion 1.x",
        "SD_1_5, true, STABLE_DIFFUSION_1, fm_type sd_1_5 with v2 is for Stable Diffusion 2.x",
        "SD_XL, false, STABLE_DIFFUSION_1, fm_type sd_xl is for Stable Diffusion XL",
    })
    void aBaseOfAnotherFamilyIsRejected(FoundationModel foundation, boolean isV2, ModelFamily family, String because) {
        describe(family);

        assertThatThrownBy(() -> trainV1(foundation, isV2))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("model v1-5.safetensors is of the family " + family.word() + ", but " + because);
        assertThat(atelier.trainings.page(Optional.empty(), Optional.empty(), 1).items())
                .isEmpty();
    }

    private void describe(ModelFamily family) {
        atelier.descriptions.save(
                base.id(), Map.of(0, new ModelDescription(family, ModelKind.CHECKPOINT, "", 0, Map.of(), List.of())));
    }

    private TrainingJob trainV1(FoundationModel foundation, boolean isV2) {
        return create.create(
                ann,
                new CreateAndStartTraining.Command(
                        foundation,
                        new Source.Named("v1-5.safetensors"),
                        LEGO,
                        ImageDefaults.USUAL,
                        Map.of("model", Map.of("v2", isV2)),
                        Map.of()));
    }

    @Test
    void aModelOnNodesOnlyIsRejectedWithAWayOut() {
        atelier.add(TestCheckpoints.checkpoint().onNodes().files("node.ckpt"));

        assertRejected(new Source.Named("node.ckpt"), LEGO, "upload it");
    }

    @Test
    void aDatasetWithoutImagesIsRejected() {
        atelier.write(at("dataset/words/a.txt"), "caption");

        for (String name : new String[] {"words", "none", "leg"}) {
            assertRejected(new Source.Named("v1-5.safetensors"), new Source.Named(name), "no images");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3://atelier/out", "s3://atelier/dataset", "s3://other/dataset/lego", "s3://atelier/datasets/x"
            })
    void onlyDatasetsAreTrainedWith(String place) {
        atelier.write(at("out/a.png"), "image");
        atelier.write(at("datasets/x/a.png"), "image");

        assertRejected(
                new Source.Named("v1-5.safetensors"), new Source.At(StorageUri.parse(place)), "s3://atelier/dataset/");
    }

    @Test
    void whatComputeRejectsIsRejectedAndLeavesNothing() {
        atelier.trainer.reject(new InvalidRequestException("set this or that"));

        assertRejected(new Source.Named("v1-5.safetensors"), LEGO, "set this or that");
    }

    @Test
    void needsThePermissionToTrain() {
        Caller eve = TestCallers.holding("eve", "train:list", "checkpoint:all");

        assertThatThrownBy(() -> create.create(eve, command(new Source.Named("v1-5.safetensors"), LEGO)))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("train:create");
    }

    @Test
    void aDatasetOfOthersIsNotTrainedOnByNameNorByPlace() {
        atelier.add(TestDatasets.dataset().name("lego").openTo("others"));

        assertThatThrownBy(() -> train(new Source.At(base.files().get(0).location()), LEGO))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() ->
                        train(new Source.At(base.files().get(0).location()), new Source.At(at("dataset/lego/10_lego"))))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void aDatasetIsFoundByItsActualAndItsDocumentedLocation() {
        Dataset bricks = enable("bricks");
        Source model = new Source.Named("v1-5.safetensors");

        assertThat(train(model, new Source.Named("bricks")).plan().dataset()).isEqualTo(bricks.folder());
        assertThat(bricks.folder().fileName()).isEqualTo("bricks");
        assertThat(train(model, new Source.At(at("dataset/bricks"))).plan().dataset())
                .isEqualTo(bricks.folder());
        for (StorageUri place : List.of(bricks.location(), at("dataset/bricks/10_red"))) {
            assertThat(train(model, new Source.At(place)).plan().dataset()).isEqualTo(bricks.location());
        }

        atelier.datasets.delete(bricks.id());

        assertThatThrownBy(() -> train(model, new Source.At(bricks.location())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("there is no dataset at " + bricks.location());
    }

    @Test
    void aDatasetNamedLikeTheIdOfAnotherIsItself() {
        Dataset others = atelier.add(TestDatasets.dataset().name("others").openTo("others"));
        Dataset namesake = enable(others.id().toString());

        assertThat(train(new Source.Named("v1-5.safetensors"), new Source.At(at("dataset/" + others.id() + "/10_red")))
                        .plan()
                        .dataset())
                .isEqualTo(namesake.location());
    }

    @Test
    void aDatasetThatIsNotCompleteOrDisabledIsNotTrainedOn() {
        Dataset bricks = create("bricks");
        Source model = new Source.Named("v1-5.safetensors");
        for (Source dataset : List.of(new Source.Named("bricks"), new Source.At(bricks.location()))) {
            assertRejected(model, dataset, "dataset bricks is Initialed");
        }
        atelier.write(bricks.location().resolve("a.png"), "image");
        update.update(ann, bricks.name(), DatasetStatus.DISABLED);
        assertRejected(model, new Source.At(at("dataset/bricks")), "dataset bricks is Disabled");

        update.update(ann, bricks.name(), DatasetStatus.ENABLED);
        atelier.store.deleteQuietly(bricks.location().resolve("a.png"));
        assertRejected(model, new Source.Named("bricks"), "1 of the 1 files of dataset bricks have not arrived");

        atelier.write(bricks.location().resolve("a.png"), "image");
        assertThat(train(model, new Source.Named("bricks")).status()).isEqualTo(TrainingStatus.PENDING);
    }

    @Test
    void aCaptionAtWhichTheTrainerWouldEndIsRejected() throws IOException {
        Source model = new Source.Named("v1-5.safetensors");
        StorageUri caption = at("dataset/lego/10_lego/a.txt");
        atelier.write(at("dataset/lego/10_lego/notes.txt"), ""); // of no image
        train(model, LEGO);

        atelier.write(caption, "");
        assertThatThrownBy(() -> train(model, LEGO))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("caption " + caption + " is empty");
        atelier.store.put(caption, new ByteArrayInputStream(new byte[] {'a', (byte) 0xe9, 'b'}), "text/plain");
        assertThatThrownBy(() -> train(model, LEGO))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("caption " + caption + " is not text in UTF-8");

        atelier.write(caption, "é, a brick");
        train(model, LEGO);
    }

    /** A dataset whose only file has arrived. */
    private Dataset enable(String name) {
        Dataset dataset = create(name);
        atelier.write(dataset.location().resolve("a.png"), "image");
        return update.update(ann, dataset.name(), DatasetStatus.ENABLED);
    }

    private Dataset create(String name) {
        CreateDataset.Content file = new CreateDataset.Content(new DatasetFileName("a.png"), "a", "image", Map.of());
        return new CreateDataset(atelier.datasets, atelier.store, atelier.layout, atelier.ids, atelier.clock)
                .create(ann, new CreateDataset.Command(new DatasetName(name), "10_red", List.of(file), Map.of()))
                .dataset();
    }

    private void assertRejected(Source model, Source dataset, String because) {
        assertThatThrownBy(() -> train(model, dataset))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(because);
        assertThat(atelier.trainings.page(Optional.empty(), Optional.empty(), 1).items())
                .isEmpty();
    }

    private TrainingJob train(Source model, Source dataset) {
        return create.create(ann, command(model, dataset));
    }

    private static CreateAndStartTraining.Command command(Source model, Source dataset) {
        return new CreateAndStartTraining.Command(
                FoundationModel.SD_1_5, model, dataset, ImageDefaults.USUAL, Map.of(), Map.of());
    }

    private static StorageUri at(String key) {
        return new StorageUri("atelier", key);
    }
}
