package dev.atelier.rest.openai;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.IdempotencyKeyParameter;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** OpenAI's operations that make images. */
@ApiController
@Tag(name = "openai")
@Controller(OpenAiErrors.ROOT + "/images")
class ImagesController {

    private static final String IMAGES = "The images; if stream is true, as server-sent events.";

    /** The parts of a form that are not texts. */
    private static final List<String> FILES = List.of("image", "image[]", "mask");

    private final ModelAliases aliases;
    private final ImageJobs jobs;

    ImagesController(ModelAliases aliases, ImageJobs jobs) {
        this.aliases = aliases;
        this.jobs = jobs;
    }

    @Post("/generations")
    @Operation(operationId = "CreateImage", summary = "Images of a prompt (OpenAI)")
    @IdempotencyKeyParameter
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = OpenAiSchemas.NewImage.class)))
    @ApiResponse(
            responseCode = "200",
            description = ImagesController.IMAGES,
            content = @Content(schema = @Schema(implementation = OpenAiSchemas.Images.class)))
    CompletionStage<HttpResponse<?>> createImage(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        ImageRequest image = ImageRequest.of(LazyJsonBody.fields(body).as(OpenAiSchemas.NewImage.class));
        ImageTask task = new ImageTask(
                "POST /v1/images/generations",
                TaskType.TXT2IMG,
                "image_generation",
                image,
                aliases.find(image),
                Map.of());
        return jobs.run(caller, task, List.of(ByteBuffer.wrap(LazyJsonBody.bytes(body))), request);
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
            description = ImagesController.IMAGES,
            content = @Content(schema = @Schema(implementation = OpenAiSchemas.Images.class)))
    CompletionStage<HttpResponse<?>> createImageEdit(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        FormParts form = form(body, request);
        ImageRequest image = ImageRequest.of(fields(form).as(OpenAiSchemas.NewImage.class));
        ImageTask task = new ImageTask(
                "POST /v1/images/edits",
                TaskType.IMG2IMG,
                "image_edit",
                image,
                aliases.find(image),
                EditedImage.payload(form));
        // The boundary of the parts is another whenever the form is sent.
        return jobs.run(caller, task, form.content(), request);
    }

    @Post("/variations")
    @Operation(operationId = "CreateImageVariation", summary = "Variations of an image (OpenAI)")
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
                                                    "A form as that of CreateImageEdit, without mask and prompt.")))
    @ApiResponse(
            responseCode = "200",
            description = "The images.",
            content = @Content(schema = @Schema(implementation = OpenAiSchemas.Images.class)))
    CompletionStage<HttpResponse<?>> createImageVariation(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        FormParts form = form(body, request);
        OpenAiSchemas.NewVariation asked = fields(form).as(OpenAiSchemas.NewVariation.class);
        if (Boolean.TRUE.equals(asked.stream())) {
            throw OpenAiException.unsupported(
                    "stream", "variations are not streamed; leave stream out, or edit the image");
        }
        ImageRequest image = ImageRequest.of(asked.withoutPrompt());
        ImageTask task = new ImageTask(
                "POST /v1/images/variations",
                TaskType.IMG2IMG,
                "image_variation",
                image,
                aliases.find(image),
                EditedImage.variation(form));
        return jobs.run(caller, task, form.content(), request);
    }

    private static FormParts form(@Nullable LazyJsonBody body, HttpRequest<?> request) {
        return FormParts.parse(LazyJsonBody.bytes(body), request.getHeaders().get(HttpHeaders.CONTENT_TYPE));
    }

    private static JsonObjectReader fields(FormParts form) {
        return JsonObjectReader.ofForm(form.texts(FILES), Set.of("stream"));
    }
}
