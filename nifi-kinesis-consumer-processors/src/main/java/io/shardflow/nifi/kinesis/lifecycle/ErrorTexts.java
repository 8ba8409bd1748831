/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** What an operator reads when a call to AWS fails: setting, cause, remedy. Pure. */
public final class ErrorTexts {

    private static final Set<String> DENIED =
            Set.of("AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "KMSAccessDeniedException");
    private static final Set<String> WRONG_CREDENTIALS = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "MissingAuthenticationToken");
    private static final Set<String> EXPIRED =
            Set.of("ExpiredTokenException", "ExpiredToken", "RequestExpired", "RequestTimeTooSkewed");
    private static final Set<String> THROTTLED = Set.of(
            "ProvisionedThroughputExceededException",
            "ThrottlingException",
            "LimitExceededException",
            "RequestLimitExceeded");

    private ErrorTexts() {}

    /** One sentence or two; never a stack trace, a payload or a secret. */
    public static String describe(final Throwable failure, final ConsumerSettings settings) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            final String text = known(cause, settings);
            if (text != null) {
                return text;
            }
        }
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    private static String known(final Throwable cause, final ConsumerSettings settings) {
        if (cause instanceof NotReadyException) {
            return cause.getMessage();
        }
        if (cause instanceof ResourceNotFoundException) {
            return "Stream Name: there is no stream \"%s\" in Region %s for these credentials. Correct the name or the"
                            .formatted(settings.stream(), settings.region())
                    + " region, or create the stream.";
        }
        if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return service(
                    service.awsErrorDetails().errorCode(),
                    service.awsErrorDetails().serviceName() + ": "
                            + service.awsErrorDetails().errorMessage(),
                    settings);
        }
        if (cause instanceof UnknownHostException) {
            return "The address %s cannot be resolved. Check Region (%s), the endpoint overrides and the network's DNS."
                    .formatted(cause.getMessage(), settings.region());
        }
        if (cause instanceof ConnectException || cause instanceof ApiCallTimeoutException) {
            return "AWS cannot be reached: %s. Check the endpoint overrides, the network and the proxy; it is tried again."
                    .formatted(cause.getMessage());
        }
        if (cause.getMessage() != null && cause.getMessage().startsWith("Unable to load credentials")) {
            return "Authentication Strategy: the default credentials chain found no credentials. Give NiFi a role, a"
                    + " profile or environment variables, or use an Access Key.";
        }
        return null;
    }

    private static String service(final String code, final String message, final ConsumerSettings settings) {
        if (DENIED.contains(code)) {
            return "AWS denies an action. " + message + ". Allow it in the IAM policy of these credentials; the policy"
                    + " must name the table of Application Name \"" + settings.application() + "\"."
                    + olderTables(message, settings.application());
        }
        if (WRONG_CREDENTIALS.contains(code)) {
            return "Authentication Strategy: AWS does not accept the credentials. " + message
                    + ". Correct Access Key ID and Secret Access Key or the role.";
        }
        if (EXPIRED.contains(code)) {
            return "The credentials have expired or this machine's clock is wrong. " + message + ".";
        }
        if (THROTTLED.contains(code)) {
            return "AWS throttles: " + message + ". It is tried again.";
        }
        return message + " (" + code + ")";
    }

    private static String olderTables(final String message, final String application) {
        return message.contains(application + "-")
                ? " It must also allow DescribeTable on %1$s-CoordinatorState and %1$s-WorkerMetricStats: whether these tables of"
                                .formatted(application)
                        + " older client libraries exist is asked at each start."
                : "";
    }
}
