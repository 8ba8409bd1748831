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
import io.shardflow.nifi.kinesis.status.Call;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * What an operator reads when a permission is missing: action and resource as an IAM policy names them, and what to change.
 * Pure.
 */
final class Permissions {

    /** The client library queries by this index, and nobody queries otherwise. */
    private static final String INDEX = "/index/LeaseOwnerToLeaseKeyIndex";

    /** Made on the registered consumer, whose ARN ends with the time of its registration. */
    private static final Set<String> ON_CONSUMER =
            Set.of("DescribeStreamConsumer", "SubscribeToShard", "DeregisterStreamConsumer");

    /** Only ManageKinesisState calls it. */
    private static final String DELETE_TABLE = "DeleteTable";

    /** In an ARN, after partition, service and region. */
    private static final int ACCOUNT = 4;

    private static final Pattern CALLER = Pattern.compile("arn:[^:]*:(?:iam|sts)::(\\d{12}):");

    private final AwsAccess settings;
    private final Optional<String> account;

    /** @param streamArn tells the account; empty if it is not known */
    Permissions(final AwsAccess settings, final Optional<String> streamArn) {
        this.settings = settings;
        this.account = settings.stream().arn().or(() -> streamArn).map(arn -> arn.split(":")[ACCOUNT]);
    }

    /**
     * @param calls those that are denied; empty if it is not known which
     * @param reason what AWS says; it need not name action and resource
     */
    String denied(final List<Call> calls, final String reason) {
        final boolean table = calls.stream().anyMatch(call -> call.service().equals(Call.DYNAMODB));
        final boolean stream = calls.stream().anyMatch(call -> call.service().equals(Call.KINESIS));
        final boolean older = calls.stream().anyMatch(this::looksForOlderTable);
        final boolean consumer = calls.stream().anyMatch(call -> ON_CONSUMER.contains(call.operation()));
        return "AWS denies %s: %s. Allow it in the IAM policy of these credentials, as docs/iam.md shows."
                        .formatted(calls.isEmpty() ? "access" : names(calls, reason), reason)
                + (table || calls.isEmpty() ? tableRemedy(calls) : "")
                + (older
                        ? " Whether tables of older client libraries exist is asked at each start and before a reset."
                        : "")
                + (table && !stream
                        ? ""
                        : " The policy must name the stream of Stream Name \"%s\".%s"
                                .formatted(
                                        settings.stream(),
                                        settings.stream().arn().isPresent()
                                                ? " If that is of another account, its own policy must allow it too."
                                                : ""))
                + (consumer
                        ? " For enhanced fan-out it must name the consumer of Application Name \"%s\" too; if the name was changed, change the policy, or set the old name back."
                                .formatted(settings.application())
                        : "");
    }

    private String tableRemedy(final List<Call> calls) {
        final String remedy = calls.stream().anyMatch(call -> call.operation().equals(DELETE_TABLE))
                ? " To delete the state of Application Name \"%1$s\" the policy must name, for DeleteTable, the tables %1$s,"
                        + " %1$s-CoordinatorState and %1$s-WorkerMetricStats."
                : " The policy must name the table of Application Name \"%1$s\", its index, and for DescribeTable"
                        + " %1$s-CoordinatorState and %1$s-WorkerMetricStats; if the name was changed, change the policy, or"
                        + " set the old name back.";
        return remedy.formatted(settings.application());
    }

    private boolean looksForOlderTable(final Call call) {
        return call.service().equals(Call.DYNAMODB)
                && !call.operation().equals(DELETE_TABLE)
                && !call.subject().equals(settings.application());
    }

    private String names(final List<Call> calls, final String reason) {
        return calls.stream()
                .map(call ->
                        call.service().toLowerCase(Locale.ROOT) + ":" + call.operation() + " on " + arn(call, reason))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private String arn(final Call call, final String reason) {
        return String.join(
                ":",
                "arn",
                PartitionMetadata.of(Region.of(settings.region())).id(),
                call.service().toLowerCase(Locale.ROOT),
                settings.region(),
                account(call, reason),
                resource(call));
    }

    /** The table is of the caller's account. So is a stream that is named without its account. */
    private String account(final Call call, final String reason) {
        final boolean ofStream =
                call.service().equals(Call.KINESIS) || settings.stream().arn().isEmpty();
        return (ofStream ? account : Optional.<String>empty()).orElseGet(() -> accountOfCaller(reason));
    }

    private static String accountOfCaller(final String reason) {
        final Matcher caller = CALLER.matcher(reason);
        return caller.find() ? caller.group(1) : "ACCOUNT";
    }

    private String resource(final Call call) {
        if (call.service().equals(Call.KINESIS)) {
            return "stream/" + settings.stream().name()
                    + (ON_CONSUMER.contains(call.operation()) ? "/consumer/" + settings.application() + ":*" : "");
        }
        return "table/" + call.subject() + (call.operation().equals("Query") ? INDEX : "");
    }
}
