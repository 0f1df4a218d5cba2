package dev.atelier.rest.openai;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.application.inference.FindGenerationModel;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Lists what the {@code model} of a request can name: aliases, then checkpoints by file. */
@ApiController
@Tag(name = "openai")
@Controller(OpenAiErrors.ROOT + "/models")
class ModelsController {

    private static final int PAGE = 100;

    private final ModelAliases aliases;
    private final ListCheckpoints list;

    ModelsController(ModelAliases aliases, ListCheckpoints list) {
        this.aliases = aliases;
        this.list = list;
    }

    @Get
    @Operation(operationId = "ListImageModels", summary = "The models that the caller may generate with (OpenAI)")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ModelListResponse.class)))
    HttpResponse<ModelListResponse> listImageModels(@CurrentCaller(permission = "checkpoint:list") Caller caller) {
        return ResponseEnvelope.bare(HttpStatus.OK, new ModelListResponse("list", models(caller)));
    }

    @Get("/{id}")
    @Operation(operationId = "RetrieveImageModel", summary = "A model (OpenAI)")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ModelView.class)))
    HttpResponse<ModelView> retrieveImageModel(
            @CurrentCaller(permission = "checkpoint:list") Caller caller, String id) {
        List<ModelView> models = models(caller);
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                named(id, models)
                        .orElseThrow(() -> OpenAiException.noModel("model " + TextSanitizer.quote(id)
                                + " does not exist or is not open to user " + caller.name())));
    }

    private List<ModelView> models(Caller caller) {
        List<ModelView> files = checkpoints(caller).stream()
                .flatMap(checkpoint ->
                        FindGenerationModel.usable(checkpoint).map(file -> ModelView.of(file, checkpoint)))
                .toList();
        return Stream.concat(
                        aliases.all().stream()
                                .flatMap(alias -> named(alias.checkpoint(), files).stream()
                                        .map(file ->
                                                new ModelView(alias.name(), "model", file.created(), file.ownedBy()))),
                        files.stream())
                .toList();
    }

    private List<Checkpoint> checkpoints(Caller caller) {
        List<Checkpoint> all = new ArrayList<>();
        CheckpointRepository.Slice slice;
        int page = 1;
        do {
            slice = list.list(
                    caller,
                    new ListCheckpoints.Query(
                            Optional.empty(),
                            List.of(CheckpointType.STABLE_DIFFUSION),
                            List.of(CheckpointStatus.ACTIVE),
                            Set.of(),
                            page++,
                            PAGE));
            all.addAll(slice.items());
        } while (slice.items().size() == PAGE);
        return all;
    }

    /** By its id, else by a file name without extension. */
    private static Optional<ModelView> named(String name, List<ModelView> models) {
        return models.stream()
                .filter(model -> model.id().equals(name))
                .findFirst()
                .or(() -> models.stream()
                        .filter(model -> CheckpointFileName.stem(model.id()).equals(name.toLowerCase(Locale.ROOT)))
                        .findFirst());
    }
}
