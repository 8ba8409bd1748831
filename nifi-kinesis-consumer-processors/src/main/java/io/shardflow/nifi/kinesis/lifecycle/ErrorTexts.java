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

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.state.NotReadyException;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Failure;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** What an operator reads when the start fails: setting, cause, remedy. Pure. */
public final class ErrorTexts {

    private ErrorTexts() {}

    /**
     * One sentence or more; never a stack trace, a payload or a secret.
     *
     * @param status knows which call it was
     */
    public static String describe(final Throwable failure, final ConsumerStatus status, final AwsAccess settings) {
        return describe(failure, status::failingWith, status.streamArn(), settings);
    }

    /**
     * The same of a call that was made once.
     *
     * @param streamArn as Kinesis has said; empty if it is not known
     */
    public static String describe(
            final Throwable failure, final Call call, final Optional<String> streamArn, final AwsAccess settings) {
        return describe(failure, known -> List.of(call), streamArn, settings);
    }

    private static String describe(
            final Throwable failure,
            final Function<Failure, List<Call>> calls,
            final Optional<String> streamArn,
            final AwsAccess settings) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotReadyException) {
                return cause.getMessage();
            }
            if (cause instanceof ResourceNotFoundException) {
                return "Stream Name: there is no stream \"%s\" in Region %s for these credentials. Correct the name or the"
                                .formatted(settings.stream(), settings.region())
                        + " region, or create the stream.";
            }
        }
        return Failure.of(failure)
                .map(known -> FailureTexts.causeAndRemedy(
                        known, calls.apply(known), new Permissions(settings, streamArn), settings))
                .orElseGet(() -> failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    /** The same of each cause for which calls fail now. */
    public static List<String> failing(final ConsumerStatus status, final AwsAccess settings) {
        final Permissions permissions = new Permissions(settings, status.streamArn());
        return status.view().failing().stream()
                .map(notice -> FailureTexts.causeAndRemedy(notice.failure(), notice.calls(), permissions, settings))
                .toList();
    }
}
