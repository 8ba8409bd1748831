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
package io.shardflow.probe.aws;

import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import io.shardflow.probe.Checklist;
import io.shardflow.probe.Finding;
import io.shardflow.probe.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

/** All checks on one stream and one region's DynamoDB. One run, one thread; {@link #close} may come from another one at any time. */
public final class AwsProbe implements AutoCloseable {

    private static final Duration EACH = Duration.ofSeconds(90);

    /** The SDK reads the profile from there. */
    private static final String PROFILE = "aws.profile";

    private static final Pattern ACCOUNT = Pattern.compile("arn:\\S+|(?<![-\\d])\\d{12}(?!\\d)");

    /**
     * What the command line says.
     *
     * @param stream name or ARN
     * @param profile of the files in ~/.aws; empty for the default chain of credentials
     * @param limits whether to read more often than the stream allows
     */
    public record Settings(
            String stream,
            String region,
            Optional<String> profile,
            Optional<String> kinesisEndpoint,
            Optional<String> dynamoDbEndpoint,
            boolean limits) {}

    private final ProbeStream place;
    private final Settings settings;
    private final Duration all;
    private final PrintStream progress;

    /** Calls nobody yet. @param all for all checks together */
    public AwsProbe(final Settings settings, final Duration all, final PrintStream progress) {
        settings.profile().ifPresent(profile -> System.setProperty(PROFILE, profile));
        this.place = new ProbeStream(settings);
        this.settings = settings;
        this.all = all;
        this.progress = progress;
    }

    /** Every check, in the order in which they are made. */
    public static List<Check<?>> checks() {
        return List.copyOf(all());
    }

    private static List<Check<ProbeStream>> all() {
        return Stream.of(StreamChecks.all(), ReadingChecks.all(), StateTableChecks.all())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Makes the checks, and deletes the table. Once.
     *
     * @param only ids of those to make; empty for all
     * @throws IOException if Kinesis cannot be asked for the stream; the message says why, and what to do
     */
    public Report run(final Set<String> only) throws IOException {
        findStream();
        final List<String> besides = new ArrayList<>(place.takeCalls());
        final List<Finding> findings = new Checklist<>(Check.chosen(all(), only), EACH, all, progress)
                .run(place, place::takeCalls, AwsProbe::failure);
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Region", settings.region());
        facts.put("Java", System.getProperty("java.version"));
        facts.put(
                "cost",
                "a few dozen requests of DynamoDB on demand, far below a cent; Kinesis does not charge for them");
        final Map<String, String> hidden = new LinkedHashMap<>();
        place.stream().account().ifPresent(account -> hidden.put(account, "<account>"));
        hidden.put(place.stream().name(), "<stream>");
        facts.put(
                "left behind",
                place.clean().map(why -> place.table() + ": " + why).orElse("nothing"));
        besides.addAll(place.takeCalls());
        return new Report("Shardflow's probe of an AWS account", facts, findings, besides, hidden);
    }

    /** Otherwise each check would say the same. Where only this right is missing, the others are asked all the same. */
    private void findStream() throws IOException {
        try {
            place.called("kinesis:DescribeStreamSummary");
            place.directory().describe();
        } catch (final RuntimeException e) {
            if (!(e instanceof AwsServiceException refused && isDenied(refused))) {
                throw new IOException(place.explain(e, "DescribeStreamSummary"), e);
            }
        }
    }

    private static boolean isDenied(final AwsServiceException refused) {
        return refused.awsErrorDetails() != null
                && String.valueOf(refused.awsErrorDetails().errorCode()).contains("AccessDenied");
    }

    /**
     * What the service refuses is seen, what it did not answer or has throttled is not. Nor is what a policy refuses on the probe's
     * own table: the connector's has another name.
     */
    static Answer failure(final Exception thrown) {
        if (thrown instanceof AwsServiceException refused && refused.awsErrorDetails() != null) {
            final String code = refused.awsErrorDetails().errorCode();
            if (isDenied(refused)) {
                return refused instanceof KinesisException ? Answer.notAllowed(code) : Answer.notChecked(code);
            }
            return refused.statusCode() < 500 && !refused.isThrottlingException()
                    ? Answer.of(false, code)
                    : Answer.notChecked(code);
        }
        if (thrown instanceof SdkException sdk) {
            return Answer.notChecked(reason(sdk));
        }
        return thrown instanceof InterruptedException
                ? Answer.notChecked("interrupted")
                : Answer.failed(thrown, withoutAccount(thrown.getMessage()));
    }

    /** A message without ARNs and numbers of accounts, which have as many digits as those of shards; null if there is none. */
    static String withoutAccount(final String message) {
        return message == null ? null : ACCOUNT.matcher(message).replaceAll("<hidden>");
    }

    /** Without the message, in which AWS names account and user. */
    static String reason(final SdkException failure) {
        return failure instanceof AwsServiceException refused && refused.awsErrorDetails() != null
                ? refused.awsErrorDetails().errorCode()
                : failure.getClass().getSimpleName();
    }

    /** Deletes the table. Safe to be called twice. */
    @Override
    public void close() {
        place.clean().ifPresent(why -> progress.println("table " + place.table() + " could not be deleted: " + why));
    }
}
