package dev.atelier.rest.console;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.FindGenerationModel;
import dev.atelier.application.inference.ListCapabilities;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PlainJsonWriter;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.inference.InferenceRequestParser;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Generating images. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/generate")
class GeneratePages {

    private final Pages pages;
    private final ModelNames names;
    private final ListCapabilities capabilities;
    private final FindGenerationModel models;
    private final CreateInference create;
    private final StartInference start;
    private final PayloadLimit limit;

    GeneratePages(
            Pages pages,
            ModelNames names,
            ListCapabilities capabilities,
            FindGenerationModel models,
            CreateInference create,
            StartInference start,
            PayloadLimit limit) {
        this.pages = pages;
        this.names = names;
        this.capabilities = capabilities;
        this.models = models;
        this.create = create;
        this.start = start;
        this.limit = limit;
    }

    /** The form, filled in with what the query has. */
    @Get
    HttpResponse<String> form(@CurrentCaller(permission = "inference:create") Caller caller, HttpRequest<?> request) {
        Map<String, String> fields = new HashMap<>();
        request.getParameters().forEach((name, values) -> fields.put(name, values.isEmpty() ? "" : values.get(0)));
        return Pages.show(Templates.generate(
                pages.frame(request, caller, Section.GENERATE),
                new GenerateForm(fields),
                names.of(caller, CheckpointType.STABLE_DIFFUSION, model -> true),
                names.of(caller, CheckpointType.LORA, model -> true),
                names.ofControlNet(caller),
                capabilities.list(caller)));
    }

    @Post
    HttpResponse<String> generate(
            @CurrentCaller(permission = "inference:create") Caller caller,
            HttpRequest<?> request,
            @Nullable @Body LazyJsonBody body) {
        GenerateForm form = new GenerateForm(FormFields.of(body).fields());
        InferenceJob job = create.prepare(
                caller,
                new CreateInference.Command(
                        Optional.empty(),
                        form.task(),
                        Map.of(CheckpointType.STABLE_DIFFUSION, files(caller, form.text(GenerateForm.MODEL))),
                        Optional.empty()));
        // The page of the job waits for its end; this answer does not.
        start.start(
                caller, job, InferenceRequestParser.within(limit, "this form", PlainJsonWriter.write(form.payload())));
        return pages.lead(request, "/jobs/" + job.id());
    }

    private List<String> files(Caller caller, String model) {
        return models.find(caller, model)
                .orElseThrow(() -> new InvalidRequestException("model " + TextSanitizer.quote(model)
                        + " does not exist or is not open to user " + caller.name()));
    }
}
