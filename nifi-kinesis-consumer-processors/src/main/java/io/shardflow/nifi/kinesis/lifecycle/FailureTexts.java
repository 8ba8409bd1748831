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
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.status.Failure;
import io.shardflow.nifi.kinesis.status.Notice;
import java.net.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an operator reads when calls to AWS fail: operation, resource, cause, setting, remedy. Pure. */
final class FailureTexts {

    private static final int MOST_NAMES = 3;
    private static final String SUBSCRIBE = "SubscribeToShard";
    private static final Set<String> READS = Set.of("GetRecords", "GetShardIterator", SUBSCRIBE);

    private FailureTexts() {}

    /** @param shards how many shards this node has to do with */
    static String notice(
            final Notice notice, final int shards, final Permissions permissions, final AwsAccess settings) {
        final Call first = notice.calls().getFirst();
        return switch (notice.state()) {
            case FAILS ->
                "%s on %s: %s%s It is tried again.%s"
                        .formatted(
                                operations(notice.calls()),
                                resources(notice.calls(), shards, settings),
                                notice.since().toSeconds() == 0
                                        ? ""
                                        : "no success for " + notice.since().toSeconds() + " s. ",
                                causeAndRemedy(notice.failure(), notice.calls(), permissions, settings),
                                consequence(first));
            case WORKS_AGAIN ->
                "%s works again, %d s after its first failure."
                        .formatted(name(first), notice.since().toSeconds());
            case NOT_TRIED ->
                "%s, which failed, has not been tried again for a minute; nothing shows whether it would work now."
                        .formatted(name(first));
        };
    }

    private static String consequence(final Call call) {
        return call.service().equals(Call.DYNAMODB)
                ? " While leases and checkpoints cannot be written, records already delivered may come again."
                : "";
    }

    private static String name(final Call call) {
        final String name = (call.service() + " " + call.operation()).strip();
        return name.isEmpty() ? "AWS" : name;
    }

    private static String operations(final List<Call> calls) {
        return calls.stream()
                .map(Call::service)
                .distinct()
                .map(service -> service + " "
                        + list(calls.stream()
                                .filter(call -> call.service().equals(service))
                                .map(Call::operation)
                                .distinct()
                                .toList()))
                .collect(Collectors.joining(", "));
    }

    private static String resources(final List<Call> calls, final int shards, final AwsAccess settings) {
        final String stream = "stream \"" + settings.stream().name() + "\"";
        if (calls.stream().allMatch(call -> READS.contains(call.operation()))) {
            final List<String> ids =
                    calls.stream().map(Call::subject).distinct().toList();
            final String some = ids.size() > MOST_NAMES ? ids.size() + " of " + shards + " shards" : list(ids);
            return some + " of " + stream;
        }
        return list(calls.stream()
                .map(call -> call.service().equals(Call.KINESIS) ? stream : "table \"" + call.subject() + "\"")
                .distinct()
                .toList());
    }

    private static String list(final List<String> names) {
        if (names.size() > MOST_NAMES) {
            return String.join(", ", names.subList(0, MOST_NAMES)) + " and " + (names.size() - MOST_NAMES) + " more";
        }
        final int last = names.size() - 1;
        return last == 0 ? names.getFirst() : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    /** @param calls those that fail; empty if it is not known which */
    static String causeAndRemedy(
            final Failure failure, final List<Call> calls, final Permissions permissions, final AwsAccess settings) {
        final String reason = failure.reason();
        final Optional<Call> call = calls.stream().findFirst();
        return switch (failure.kind()) {
            case DENIED -> permissions.denied(calls, reason);
            case CREDENTIALS -> "AWS does not accept the credentials: %s. %s".formatted(reason, whereFrom(settings));
            case NO_CREDENTIALS -> "There are no AWS credentials: %s. %s".formatted(reason, whereFrom(settings));
            case EXPIRED ->
                "The credentials have expired or this machine's clock is wrong: %s. Renew them, or set the clock. %s"
                        .formatted(reason, whereFrom(settings));
            case KMS ->
                "The KMS key of the stream cannot be used: %s. Enable the key, and allow kms:Decrypt with it in the key's"
                                .formatted(reason)
                        + " policy and in the IAM policy of these credentials.";
            case THROTTLED -> "AWS throttles: %s. %s".formatted(reason, throttled(reason, call));
            case UNREACHABLE ->
                "%s cannot be reached: %s. Check Region (%s), %s, the network, its DNS and %s."
                        .formatted(service(call), reason, settings.region(), endpoint(call), proxy(settings));
            case NO_ANSWER ->
                "%s does not answer: %s. Check the network, firewalls and proxies on the way, and %s."
                        .formatted(service(call), reason, endpoint(call));
            case SERVICE_FAULT ->
                "%s has a fault of its own: %s. See the AWS Health Dashboard for Region %s; nothing has to be set here."
                        .formatted(service(call), reason, settings.region());
            case OTHER -> reason + ".";
        };
    }

    private static String whereFrom(final AwsAccess settings) {
        return switch (settings.credentials()) {
            case CredentialsSource.DefaultChain chain ->
                "Authentication Strategy is Default Credentials Chain: correct the role, the profile or the environment"
                        + " variables that NiFi has, or choose another strategy.";
            case CredentialsSource.AccessKey key ->
                "Authentication Strategy is Access Key: correct Access Key ID and Secret Access Key.";
            case CredentialsSource.Service service ->
                "Authentication Strategy is AWS Credentials Provider Service: correct the settings of that controller service.";
        };
    }

    private static String proxy(final AwsAccess settings) {
        return settings.proxy()
                .filter(proxy -> proxy.getProxyType() == Proxy.Type.HTTP)
                .map(proxy -> "the proxy %s:%d of %s, its login included"
                        .formatted(
                                proxy.getProxyServerHost(),
                                proxy.getProxyServerPort(),
                                AwsProperties.PROXY_CONFIGURATION_SERVICE.getDisplayName()))
                .orElse("the proxy");
    }

    private static String service(final Optional<Call> call) {
        return call.map(Call::service).orElse("AWS");
    }

    private static String endpoint(final Optional<Call> call) {
        final String kinesis = AwsProperties.KINESIS_ENDPOINT.getDisplayName();
        final String dynamoDb = AwsProperties.DYNAMODB_ENDPOINT.getDisplayName();
        return call.map(known -> known.service().equals(Call.KINESIS) ? kinesis : dynamoDb)
                .orElse(kinesis + " and " + dynamoDb);
    }

    /**
     * The limits of a shard are those of the Kinesis developer guide, "Quotas and limits": five transactions and 2 MB of reads
     * a second.
     */
    private static String throttled(final String reason, final Optional<Call> call) {
        if (reason.contains("KMS")) {
            return "Raise the request quota of KMS, or look for what else uses it up.";
        }
        if (call.isEmpty()) {
            return "Look for what else uses up the quota, or raise it.";
        }
        if (call.get().service().equals(Call.DYNAMODB)) {
            return "Give the table on-demand capacity or a higher provisioned throughput.";
        }
        if (call.get().operation().equals(SUBSCRIBE)) {
            return "Kinesis allows one subscription a second per shard and consumer: look for another program that subscribes"
                    + " with the consumer of this Application Name.";
        }
        return READS.contains(call.get().operation())
                ? "A shard allows five reads and 2 MB a second to all consumers of the stream together: look for other"
                        + " consumers, or add shards."
                : "Other callers in this account use up the quota of the operation.";
    }
}
