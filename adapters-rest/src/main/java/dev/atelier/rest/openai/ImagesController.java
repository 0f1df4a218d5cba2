package dev.atelier.rest.openai;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.FindGenerationModel;
import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.IdempotencyKeyParameter;
import dev.atelier.rest.idempotency.IdempotentRequests;
import dev.atelier.rest.idempotency.IdempotentRequests.Attempts;
import dev.atelier.rest.inference.InferenceRequestParser;
import dev.atelier.rest.inference.JobWaits;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.json.JsonMapper;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Makes images by Real-time jobs, which are in the list of jobs as any other; waiting for one occupies no thread. */
@ApiController
@Tag(name = "openai")
@Controller(OpenAiErrors.ROOT + "/images")
class ImagesController {

    /** The parts of a form that are not texts. */
    private static final List<String> FILES = List.of("image", "image[]", "mask");

    private final ModelAliases aliases;
    private final FindGenerationModel findModel;
    private final CreateInference create;
    private final StartInference start;
    private final GetInference get;
    private final OpenResultImage images;
    private final PayloadLimit limit;
    private final PublicUrlResolver links;
    private final JsonMapper mapper;
    private final JobWaits waits;
    private final IdempotentRequests idempotent;

    ImagesController(
            ModelAliases aliases,
            FindGenerationModel findModel,
            CreateInference create,
            StartInference start,
            GetInference get,
            OpenResultImage images,
            PayloadLimit limit,
            PublicUrlResolver links,
            JsonMapper mapper,
            JobWaits waits,
            IdempotentRequests idempotent) {
        this.aliases = aliases;
        this.findModel = findModel;
        this.create = create;
        this.start = start;
        this.get = get;
        this.images = images;
        this.limit = limit;
        this.links = links;
        this.mapper = mapper;
        this.waits = waits;
        this.idempotent = idempotent;
    }

    @Post("/generations")
    @Operation(operationId = "CreateImage", summary = "Images of a prompt (OpenAI)")
    @IdempotencyKeyParameter
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = OpenAiSchemas.NewImage.class)))
    @ApiResponse(
            responseCode = "200",
            description = "The images.",
            content = @Content(schema = @Schema(implementation = OpenAiSchemas.Images.class)))
    CompletionStage<HttpResponse<?>> createImage(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        ImageRequest image = ImageRequest.of(LazyJsonBody.fields(body).as(OpenAiSchemas.NewImage.class));
        Optional<ModelAlias> alias = aliases.find(image.model());
        Attempts<Object> attempts =
                attempts(caller, TaskType.TXT2IMG, image, alias, image.payload(alias, Map.of()), request);
        return untyped(idempotent.answer(request, caller, "POST /v1/images/generations", body, attempts));
    }

    @Post("/edits")
    @Operation(operationId = "CreateImageEdit", summary = "An image, changed as a prompt says (OpenAI)")
    @IdempotencyKeyParameter
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA,
                            schema =
                                    @Schema(
                                            type = "string",
                                            format = "binary",
                                            description =
                                                    "A form with the files image and, if not all of it is to change,"
                                                            + " mask (PNG, transparent where the image is to change), the text prompt,"
                                                            + " and the fields of CreateImage as texts. Its parts are not described"
                                                            + " one by one, as generated clients would need further libraries.")))
    @ApiResponse(
            responseCode = "200",
            description = "The images.",
            content = @Content(schema = @Schema(implementation = OpenAiSchemas.Images.class)))
    CompletionStage<HttpResponse<?>> createImageEdit(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        FormParts form =
                FormParts.parse(LazyJsonBody.bytes(body), request.getHeaders().get(HttpHeaders.CONTENT_TYPE));
        ImageRequest image = ImageRequest.of(
                JsonObjectReader.ofForm(form.texts(FILES), Set.of("stream")).as(OpenAiSchemas.NewImage.class));
        Optional<ModelAlias> alias = aliases.find(image.model());
        Map<String, Object> payload = image.payload(alias, EditedImage.payload(form));
        Attempts<Object> attempts = attempts(caller, TaskType.IMG2IMG, image, alias, payload, request);
        // The boundary of the parts is another whenever the form is sent.
        return untyped(idempotent.answer(request, caller, "POST /v1/images/edits", form.content(), attempts));
    }

    private static CompletionStage<HttpResponse<?>> untyped(CompletionStage<HttpResponse<Object>> answer) {
        return answer.thenApply(response -> response);
    }

    private Attempts<Object> attempts(
            Caller caller,
            TaskType task,
            ImageRequest image,
            Optional<ModelAlias> alias,
            Map<String, Object> payload,
            HttpRequest<?> request) {
        CreateInference.Command command = new CreateInference.Command(
                Optional.of(InferenceType.REAL_TIME),
                task,
                Map.of(CheckpointType.STABLE_DIFFUSION, files(caller, image.model(), alias)),
                Optional.empty());
        String json = InferenceRequestParser.within(limit, "the payload of this request", json(payload));
        return new Attempts<>(
                id -> start.start(caller, create.prepare(caller, command, new InferenceJobId(id)), json)
                        .thenApply(job -> answer(job, image, request)),
                id -> start.recall(caller, new InferenceJobId(id))
                        .map(found -> waits.resume(found, request).thenApply(job -> answer(job, image, request))));
    }

    private List<String> files(Caller caller, @Nullable String model, Optional<ModelAlias> alias) {
        String name = alias.map(ModelAlias::checkpoint).orElse(model);
        if (name == null) {
            throw OpenAiException.missing(
                    "model",
                    "model is missing; it should name a checkpoint by its file, or an alias. GET /v1/models lists them");
        }
        return findModel
                .find(caller, name)
                .orElseThrow(() -> OpenAiException.noModel("model " + TextSanitizer.quote(name)
                        + " does not exist or is not open to user " + caller.name()
                        + "; GET /v1/models lists those that are"));
    }

    @SuppressWarnings("unchecked") // errors have a body of another type
    private HttpResponse<Object> answer(InferenceJob job, ImageRequest image, HttpRequest<?> request) {
        if (job.status() == InferenceJobStatus.SUCCEED) {
            return HttpResponse.<Object>ok(new StreamedFile(
                    new ImagesJson(get.describe(job), image.formats(), links.of(request), images),
                    MediaType.APPLICATION_JSON_TYPE));
        }
        return (HttpResponse<Object>)
                (job.status() == InferenceJobStatus.INPROGRESS
                        ? OpenAiErrors.withoutRetry(
                                HttpStatus.GATEWAY_TIMEOUT,
                                "the images are not ready in the time that this service waits; the job goes on, and GET"
                                        + " /inferences/" + job.id() + " will have them")
                        : OpenAiErrors.withoutRetry(
                                HttpStatus.INTERNAL_SERVER_ERROR, "inference " + job.id() + " failed: " + job.error()));
    }

    private String json(Map<String, Object> payload) {
        try {
            return mapper.writeValueAsString(Argument.mapOf(String.class, Object.class), payload);
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
    }
}
