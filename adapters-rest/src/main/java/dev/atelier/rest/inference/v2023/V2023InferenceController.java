package dev.atelier.rest.inference.v2023;

import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.ListInferences;
import dev.atelier.application.merge.GetMerge;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.ArrayPaginationParameters;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.InvalidQueryParameterException;
import dev.atelier.rest.envelope.LegacyListResponse;
import dev.atelier.rest.envelope.PathParameters;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Returns inference jobs in the format of 2023-07-05. */
@Api20230705
@ApiController
@Tag(name = "inference")
@Controller("/inference")
class V2023InferenceController {

    private static final String ID = "jobID";

    private final ListInferences list;
    private final GetInference get;
    private final GetMerge getMerge;
    private final PublicUrlResolver links;

    V2023InferenceController(ListInferences list, GetInference get, GetMerge getMerge, PublicUrlResolver links) {
        this.list = list;
        this.get = get;
        this.getMerge = getMerge;
        this.links = links;
    }

    @Get("/list-inference-jobs")
    @Operation(operationId = "ListRecentInferenceJobs", summary = "The newest jobs (2023-07-05)")
    @ArrayPaginationParameters
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = V2023InferenceResponse.class))))
    HttpResponse<List<V2023InferenceResponse>> listInferenceJobs(
            @CurrentCaller(permission = "inference:list") Caller caller, HttpRequest<?> request) {
        QueryParameters queryParameters = QueryParameters.of(request);
        return LegacyListResponse.of(
                list.list(
                        caller,
                        Optional.empty(),
                        Optional.empty(),
                        queryParameters.startKey(),
                        LegacyListResponse.limit(queryParameters)),
                queryParameters,
                V2023InferenceResponse::of);
    }

    @Get("/get-inference-job")
    @Operation(operationId = "FindInferenceJob", summary = "A job, which may be a merge (2023-07-05)")
    @Parameter(name = ID, ref = "#/components/parameters/jobID")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = V2023InferenceResponse.class)))
    @ApiResponse(
            responseCode = "422",
            content = @Content(schema = @Schema(implementation = InvalidQueryParameterException.Body.class)))
    HttpResponse<V2023InferenceResponse> getInferenceJob(
            @CurrentCaller(permission = "inference:list") Caller caller, HttpRequest<?> request) {
        String id = QueryParameters.of(request).text(ID).orElseThrow(() -> InvalidQueryParameterException.missing(ID));
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                find(caller, id)
                        .map(found -> V2023InferenceResponse.of(found.job()))
                        .or(() -> findMerge(caller, id).map(V2023InferenceResponse::of))
                        .orElseThrow(() -> InvalidQueryParameterException.unknown(
                                ID, "inference with id " + PathParameters.shown(id) + " not found")));
    }

    @Get("/get-inference-job-image-output")
    @Operation(operationId = "GetInferenceJobImageOutput", summary = "Links to a job's images (2023-07-05)")
    @Parameter(name = ID, ref = "#/components/parameters/optionalJobID")
    HttpResponse<List<String>> getImages(
            @CurrentCaller(permission = "inference:list") Caller caller, HttpRequest<?> request) {
        return output(caller, request, GetInference.Details::images);
    }

    @Get("/get-inference-job-param-output")
    @Operation(operationId = "GetInferenceJobParamOutput", summary = "A link to a job's parameters (2023-07-05)")
    @Parameter(name = ID, ref = "#/components/parameters/optionalJobID")
    HttpResponse<List<String>> getParameters(
            @CurrentCaller(permission = "inference:list") Caller caller, HttpRequest<?> request) {
        return output(caller, request, GetInference.Details::parameters);
    }

    private HttpResponse<List<String>> output(
            Caller caller, HttpRequest<?> request, Function<GetInference.Details, List<URI>> files) {
        List<URI> found = QueryParameters.of(request)
                .text(ID)
                .flatMap(id -> find(caller, id))
                .map(files)
                .orElse(List.of());
        return ResponseEnvelope.bare(
                HttpStatus.OK, found.stream().map(links.of(request)).toList());
    }

    private Optional<MergeJob> findMerge(Caller caller, String id) {
        return MergeId.parse(id).flatMap(known -> getMerge.find(caller, known));
    }

    private Optional<GetInference.Details> find(Caller caller, String id) {
        return InferenceJobId.parse(id).flatMap(known -> get.find(caller, known));
    }
}
