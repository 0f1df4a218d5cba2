package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An error response of AWS: status, code and message. */
public final class AwsErrorResponse extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient ObjectNode more = JsonNodeFactory.instance.objectNode();

    public AwsErrorResponse(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** The error of SageMaker for invalid requests and missing resources. */
    static AwsErrorResponse invalid(String message) {
        return new AwsErrorResponse(400, "ValidationException", message);
    }

    public static AwsErrorResponse throttling() {
        return new AwsErrorResponse(400, "ThrottlingException", "Rate exceeded");
    }

    public static AwsErrorResponse internal() {
        return new AwsErrorResponse(500, "InternalFailure", "We encountered an internal error. Please try again.");
    }

    public static AwsErrorResponse denied() {
        return new AwsErrorResponse(
                403,
                "AccessDeniedException",
                "User: arn:aws:sts::123456789012:assumed-role/secret-role/x is not authorized");
    }

    public static AwsErrorResponse quota(String instanceType) {
        return new AwsErrorResponse(
                400,
                "ResourceLimitExceeded",
                "The account-level service limit '" + instanceType + " for endpoint usage' is 0 Instances, with current"
                        + " utilization of 0 Instances and a request delta of 1 Instances.");
    }

    /** With another member in its body. */
    AwsErrorResponse with(String name, Object value) {
        more.putPOJO(name, value);
        return this;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String json() {
        return more.deepCopy()
                .put("__type", code)
                .put("message", getMessage())
                .put("Message", getMessage())
                .toString();
    }

    String xml() {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + getMessage()
                + "</Message></Error><RequestId>1</RequestId></ErrorResponse>";
    }
}
