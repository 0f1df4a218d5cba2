package dev.atelier.rest.inference.v2023;

import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.ListInferences;
import dev.atelier.application.merge.GetMerge;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.JobId;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.PublicLinks;
import dev.atelier.rest.Query;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.PagedArray;
import dev.atelier.rest.envelope.Answer;
import dev.atelier.rest.envelope.InvalidQueryParameterException;
import dev.atelier.rest.envelope.LegacyListResponse;
import dev.atelier.rest.envelope.PathIds;
import dev.atelier.rest.envelope.V2023;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tells about jobs as the 2023-07-05 generation has them. */
@V2023
@ApiController
@Tag(name = "inference")
@Controller("/inference")
class JobController {

    private static final String ID = "jobID";

    private final ListInferences list;
    private final GetInference get;
    private final GetMerge getMerge;
    private final PublicLinks links;

    JobController(ListInferences list, GetInference get, GetMerge getMerge, PublicLinks links) {
        this.list = list;
        this.get = get;
        this.getMerge = getMerge;
        this.links = links;
    }

    @Get("/list-inference-jobs")
    @Operation(operationId = "ListRecentInferenceJobs", summary = "The newest jobs (2023-07-05)")
    @PagedArray
    @ApiResponse(
            responseCode = "200",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = JobRecord.class))))
    HttpResponse<List<JobRecord>> listInferenceJobs(@CurrentCaller Caller caller, HttpRequest<?> request) {
        Query query = Query.of(request);
        return LegacyListResponse.of(
                list.list(
                        caller, Optional.empty(), Optional.empty(), query.startKey(), LegacyListResponse.limit(query)),
                query,
                JobRecord::of);
    }

    @Get("/get-inference-job")
    @Operation(operationId = "FindInferenceJob", summary = "A job, which may be a merge (2023-07-05)")
    @Parameter(name = ID, in = ParameterIn.QUERY, required = true, schema = @Schema(type = "string"))
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobRecord.class)))
    @ApiResponse(
            responseCode = "422",
            content = @Content(schema = @Schema(implementation = InvalidQueryParameterException.Body.class)))
    HttpResponse<JobRecord> getInferenceJob(@CurrentCaller Caller caller, HttpRequest<?> request) {
        String id = Query.of(request).text(ID).orElseThrow(() -> InvalidQueryParameterException.missing(ID));
        return Answer.bare(
                HttpStatus.OK,
                find(caller, id)
                        .map(found -> JobRecord.of(found.job()))
                        .or(() -> findMerge(caller, id).map(JobRecord::of))
                        .orElseThrow(() -> InvalidQueryParameterException.unknown(
                                ID, "inference with id " + PathIds.shown(id) + " not found")));
    }

    @Get("/get-inference-job-image-output")
    @Operation(operationId = "GetInferenceJobImageOutput", summary = "Links to a job's pictures (2023-07-05)")
    @Parameter(name = ID, in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    HttpResponse<List<String>> getImages(@CurrentCaller Caller caller, HttpRequest<?> request) {
        return output(caller, request, GetInference.Details::images);
    }

    @Get("/get-inference-job-param-output")
    @Operation(operationId = "GetInferenceJobParamOutput", summary = "A link to a job's parameters (2023-07-05)")
    @Parameter(name = ID, in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    HttpResponse<List<String>> getParameters(@CurrentCaller Caller caller, HttpRequest<?> request) {
        return output(caller, request, GetInference.Details::parameters);
    }

    private HttpResponse<List<String>> output(
            Caller caller, HttpRequest<?> request, Function<GetInference.Details, List<URI>> files) {
        List<URI> found = Query.of(request)
                .text(ID)
                .flatMap(id -> find(caller, id))
                .map(files)
                .orElse(List.of());
        return Answer.bare(HttpStatus.OK, found.stream().map(links.of(request)).toList());
    }

    private Optional<MergeJob> findMerge(Caller caller, String id) {
        return MergeId.parse(id).flatMap(known -> getMerge.find(caller, known));
    }

    private Optional<GetInference.Details> find(Caller caller, String id) {
        return JobId.parse(id).flatMap(known -> get.find(caller, known));
    }
}
