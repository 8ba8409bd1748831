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
package io.shardflow.nifi.kinesis.status;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;

/**
 * Why a call has failed, as far as an operator has to do with it. Pure.
 *
 * <p>The error codes are those of the Kinesis API reference (GetRecords, GetShardIterator, common errors), the DynamoDB
 * developer guide ("Error handling") and the SDK's own lists of throttling and clock skew codes.
 *
 * @param hold how long it must go on, without one call that works, before it is worth a bulletin
 * @param reason what AWS or the network says: one line, at most 600 characters, with AWS's error code if there is one
 */
public record Failure(Kind kind, Duration hold, String reason) {

    /** Each kind has a remedy of its own. */
    public enum Kind {
        /** A permission is missing. */
        DENIED,
        /** AWS does not know the credentials. */
        CREDENTIALS,
        /** There are no credentials to ask AWS with. */
        NO_CREDENTIALS,
        /** The credentials, or the request by this machine's clock, are too old. */
        EXPIRED,
        /** The stream's key cannot be used. */
        KMS,
        /** Too many calls, or too much data, for a quota. */
        THROTTLED,
        /** No connection. */
        UNREACHABLE,
        /** A connection, and silence on it. */
        NO_ANSWER,
        /** HTTP status 500 and above. */
        SERVICE_FAULT,
        OTHER
    }

    /** Long enough for a second shard to meet the same refusal and be named with the first. */
    private static final Duration CERTAIN = Duration.ofSeconds(1);

    /** These may be over with the next call. */
    private static final Duration PASSING = Duration.ofSeconds(3);

    /** A subscription can be taken over five seconds after it began (Kinesis API reference, SubscribeToShard). */
    private static final Duration IN_USE = Duration.ofSeconds(15);

    /** What denies stands at the end of AWS's text, behind the ARNs of caller and resource; both can be long. */
    private static final int MOST_CHARACTERS = 600;

    private static final Map<String, Kind> CODES = Map.ofEntries(
            Map.entry("AccessDeniedException", Kind.DENIED),
            Map.entry("AccessDenied", Kind.DENIED),
            Map.entry("UnauthorizedOperation", Kind.DENIED),
            Map.entry("UnrecognizedClientException", Kind.CREDENTIALS),
            Map.entry("InvalidClientTokenId", Kind.CREDENTIALS),
            Map.entry("InvalidSignatureException", Kind.CREDENTIALS),
            Map.entry("SignatureDoesNotMatch", Kind.CREDENTIALS),
            Map.entry("IncompleteSignature", Kind.CREDENTIALS),
            Map.entry("IncompleteSignatureException", Kind.CREDENTIALS),
            Map.entry("MissingAuthenticationToken", Kind.CREDENTIALS),
            Map.entry("MissingAuthenticationTokenException", Kind.CREDENTIALS),
            Map.entry("NotAuthorized", Kind.CREDENTIALS),
            Map.entry("OptInRequired", Kind.CREDENTIALS),
            Map.entry("ExpiredTokenException", Kind.EXPIRED),
            Map.entry("ExpiredToken", Kind.EXPIRED),
            Map.entry("RequestExpired", Kind.EXPIRED),
            Map.entry("RequestTimeTooSkewed", Kind.EXPIRED),
            Map.entry("KMSThrottlingException", Kind.THROTTLED),
            Map.entry("LimitExceededException", Kind.THROTTLED));

    /**
     * The failure, or empty if it is none: the service has answered that something is not there, has changed or is over,
     * which whoever asked deals with; or the call was interrupted.
     */
    public static Optional<Failure> of(final Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || cause instanceof AbortedException || isAnswer(cause)) {
                return Optional.empty();
            }
            final Failure failure = known(cause);
            if (failure != null) {
                return Optional.of(failure);
            }
        }
        final boolean sent = thrown instanceof SdkClientException
                && String.valueOf(thrown.getMessage()).startsWith("Unable to execute HTTP request");
        return Optional.of(
                sent
                        ? new Failure(Kind.UNREACHABLE, PASSING, line(thrown.getMessage()))
                        : new Failure(
                                Kind.OTHER,
                                PASSING,
                                line(thrown.getClass().getSimpleName() + ": " + thrown.getMessage())));
    }

    /**
     * As {@link #of}, of a call that subscribes to a shard: that the shard is in use is no failure for as long as one who reads it
     * no more, or a consumer that is being made, keeps it.
     */
    static Optional<Failure> ofSubscribing(final Throwable thrown) {
        return thrown instanceof final ResourceInUseException used && used.awsErrorDetails() != null
                ? Optional.of(new Failure(
                        Kind.OTHER,
                        IN_USE,
                        line(used.awsErrorDetails().errorMessage()) + " ("
                                + used.awsErrorDetails().errorCode() + ")"))
                : of(thrown);
    }

    /** Whether a permission is missing. */
    public static boolean isDenial(final Throwable thrown) {
        return of(thrown).filter(failure -> failure.kind() == Kind.DENIED).isPresent();
    }

    /** Whether the service has answered, though not with what was asked for. */
    static boolean hasAnswer(final Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).anyMatch(Failure::isAnswer);
    }

    private static boolean isAnswer(final Throwable thrown) {
        if (!(thrown instanceof AwsServiceException service) || service.awsErrorDetails() == null) {
            return false;
        }
        return switch (String.valueOf(service.awsErrorDetails().errorCode())) {
            case "ResourceNotFoundException",
                    "ResourceInUseException",
                    "ConditionalCheckFailedException",
                    "TransactionConflictException",
                    "ExpiredIteratorException" -> true;
            default -> false;
        };
    }

    private static Failure known(final Throwable cause) {
        if (cause instanceof CredentialsUnavailableException) {
            return new Failure(Kind.NO_CREDENTIALS, CERTAIN, whyNone(cause.getCause()));
        }
        if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return answered(service);
        }
        if (cause instanceof UnknownHostException) {
            return new Failure(
                    Kind.UNREACHABLE, PASSING, "the address " + line(cause.getMessage()) + " cannot be resolved");
        }
        if (cause instanceof ConnectException) {
            return new Failure(Kind.UNREACHABLE, PASSING, line(cause.getMessage()));
        }
        // the SDK has waited for several attempts
        if (cause instanceof ApiCallTimeoutException
                || cause instanceof ApiCallAttemptTimeoutException
                || cause instanceof IOException
                        && String.valueOf(cause.getMessage()).startsWith("Read timed out")) {
            return new Failure(Kind.NO_ANSWER, Duration.ZERO, line(cause.getMessage()));
        }
        // somebody of ours has waited for less than that
        if (cause instanceof CancellationException || cause instanceof TimeoutException) {
            return new Failure(Kind.NO_ANSWER, PASSING, "no answer within a few seconds");
        }
        if (cause instanceof IOException) {
            return new Failure(Kind.UNREACHABLE, PASSING, line(firstSentence(cause.getMessage())));
        }
        return null;
    }

    private static String whyNone(final Throwable cause) {
        if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return answered(service).reason();
        }
        // goes on with every place that was looked in
        return String.valueOf(cause.getMessage()).startsWith("Unable to load credentials from any")
                ? "the default credentials chain found none"
                : line(firstSentence(String.valueOf(cause.getMessage())));
    }

    private static Failure answered(final AwsServiceException service) {
        final String code = String.valueOf(service.awsErrorDetails().errorCode());
        final String reason = line(service.awsErrorDetails().errorMessage()) + " (" + code + ")";
        final Kind kind = CODES.get(code);
        if (kind == Kind.THROTTLED || service.isThrottlingException()) {
            return new Failure(Kind.THROTTLED, PASSING, reason);
        }
        if (kind != null) {
            return new Failure(kind, CERTAIN, reason);
        }
        if (service.isClockSkewException()) {
            return new Failure(Kind.EXPIRED, CERTAIN, reason);
        }
        if (code.startsWith("KMS")) {
            return new Failure(Kind.KMS, CERTAIN, reason);
        }
        return new Failure(service.statusCode() >= 500 ? Kind.SERVICE_FAULT : Kind.OTHER, PASSING, reason);
    }

    /** What the SDK's own texts go on with is advice for programmers. */
    private static String firstSentence(final String message) {
        final int end = message == null ? -1 : message.indexOf(". ");
        return end < 0 ? message : message.substring(0, end);
    }

    /** The first line: what follows in AWS's answer to a wrong signature repeats the request, session token included. */
    private static String line(final String message) {
        final String text = message == null ? "" : message.strip();
        final String first = text.lines().findFirst().orElse("");
        final String kept = first.length() > MOST_CHARACTERS ? first.substring(0, MOST_CHARACTERS) + "…" : first;
        return kept.endsWith(".") ? kept.substring(0, kept.length() - 1) : kept;
    }
}
