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

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** What is assumed of Kinesis. Nothing is written; of records only positions and arrivals are looked at. */
final class StreamChecks {

    /** Workers of one application may be apart by this when they tell who lives. */
    private static final Duration MOST_SKEW = Duration.ofSeconds(5);

    /** The header has whole seconds, and the call takes its time. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    /** More than a shard allows in a second. */
    private static final int TOO_MANY = 12;

    private StreamChecks() {}

    static List<Check<ProbeStream>> all() {
        return List.of(
                Check.needed(
                        "stream-identity",
                        "DescribeStreamSummary gives the ARN and the creation time of the stream, the same each time.",
                        "the same twice",
                        StreamChecks::identity),
                Check.needed(
                        "service-date",
                        "An answer of Kinesis has the service's time in its header Date, to which LATEST is pinned.",
                        "a date",
                        StreamChecks::date),
                Check.needed(
                        "clock-aws",
                        "This machine's clock agrees with that of Kinesis to within " + MOST_SKEW.toSeconds() + " s.",
                        "less",
                        StreamChecks::clock),
                Check.needed(
                        "at-timestamp",
                        "An iterator AT_TIMESTAMP of the present second is given, and brings no record that arrived before.",
                        "none older",
                        StreamChecks::atTimestamp),
                Check.needed(
                        "shards-open-since",
                        "ListShards FROM_TIMESTAMP lists the shards that are open, and none that the stream does not have.",
                        "all open ones",
                        StreamChecks::since),
                Check.needed(
                        "positions",
                        "Sequence numbers are decimal numbers without leading zeros that ascend in a shard, and every record has an"
                                + " arrival.",
                        "ascending",
                        StreamChecks::positions),
                Check.needed(
                        "unknown-position",
                        "An iterator AFTER_SEQUENCE_NUMBER of a number that the shard does not have is refused.",
                        "refused",
                        StreamChecks::unknown),
                Check.needed(
                        "closed-shard-ends",
                        "A closed shard that is read to its end gives no further iterator, and names its children, which are listed.",
                        "no iterator, children listed",
                        StreamChecks::shardEnd),
                Check.known(
                        "reads-per-second",
                        "A shard allows five GetRecords a second to all readers together, and refuses more as throttled.",
                        "some of " + TOO_MANY + " refused with ProvisionedThroughputExceededException",
                        StreamChecks::limit),
                Check.needed(
                        "records-decrypted",
                        "GetRecords of a stream with a KMS key gives records, if the credentials may use the key.",
                        "an answer",
                        StreamChecks::encryption));
    }

    private static Answer identity(final ProbeStream place) {
        place.called("kinesis:DescribeStreamSummary, twice");
        final StreamIdentity first = place.directory().describe();
        final boolean same = first.equals(place.directory().describe());
        return Answer.of(same, same ? "the same twice" : "two different ones");
    }

    private static Optional<Instant> serviceTime(final ProbeStream place) {
        place.called("kinesis:ListShards limit 1");
        return ProbeStream.get(place.clients()
                        .kinesis()
                        .listShards(ListShardsRequest.builder()
                                .streamName(place.stream().requestName())
                                .streamARN(place.stream().requestArn())
                                .maxResults(1)
                                .build()))
                .sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
    }

    private static Answer date(final ProbeStream place) {
        final boolean there = serviceTime(place).isPresent();
        return Answer.of(there, there ? "a date" : "no date: this machine's clock is taken");
    }

    private static Answer clock(final ProbeStream place) {
        final Instant asked = Instant.now();
        final Optional<Instant> service = serviceTime(place);
        if (service.isEmpty()) {
            return Answer.notChecked("the answer has no date");
        }
        final Duration off = Duration.between(service.get(), asked);
        return Answer.of(
                off.abs().minus(SLACK).compareTo(MOST_SKEW) < 0,
                "within %d s".formatted(off.abs().toSeconds() + 1));
    }

    private static Answer atTimestamp(final ProbeStream place) {
        final Instant now = serviceTime(place).orElse(Instant.now());
        final Optional<ShardInfo> open = place.shard(false);
        if (open.isEmpty()) {
            return Answer.notChecked("the stream has no open shard");
        }
        final String iterator = place.iterator(
                open.get().shardId(),
                GetShardIteratorRequest.builder()
                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                        .timestamp(now));
        final List<Record> records = place.records(iterator, 100).records();
        final long older = records.stream()
                .filter(record -> record.approximateArrivalTimestamp().isBefore(now.minus(SLACK)))
                .count();
        return Answer.of(older == 0, (older == 0 ? "none older" : older + " older") + ", of " + records.size());
    }

    private static Answer since(final ProbeStream place) {
        final Set<String> all = place.shards().stream().map(ShardInfo::shardId).collect(Collectors.toSet());
        final Set<String> open = place.shards().stream()
                .filter(shard -> !shard.closed())
                .map(ShardInfo::shardId)
                .collect(Collectors.toSet());
        place.called("kinesis:ListShards FROM_TIMESTAMP");
        final Set<String> since =
                place.directory().since(serviceTime(place).orElse(Instant.now()).toEpochMilli());
        final boolean holds = since.containsAll(open) && all.containsAll(since);
        return Answer.of(
                holds,
                "%d listed, %d of %d open ones"
                        .formatted(
                                since.size(),
                                open.stream().filter(since::contains).count(),
                                open.size()));
    }

    private static Answer positions(final ProbeStream place) throws InterruptedException {
        for (final ShardInfo shard : place.shards()) {
            final List<Record> records = oldest(place, shard);
            if (records.size() > 1) {
                return positions(records);
            }
        }
        return Answer.notChecked("no shard has two records at its beginning");
    }

    private static Answer positions(final List<Record> records) {
        if (!records.stream().allMatch(record -> Position.isSequenceNumber(record.sequenceNumber()))) {
            return Answer.of(false, "a sequence number is no decimal number");
        }
        final List<Position> positions = records.stream()
                .map(record -> new Position(record.sequenceNumber(), 0))
                .toList();
        final boolean ascending = IntStream.range(1, positions.size())
                .allMatch(i -> positions.get(i).isAfter(positions.get(i - 1)));
        final boolean arrivals = records.stream().allMatch(record -> record.approximateArrivalTimestamp() != null);
        return Answer.of(
                ascending && arrivals,
                (ascending ? "ascending" : "not ascending") + (arrivals ? "" : ", without arrival") + ", "
                        + records.size() + " records of "
                        + positions.getFirst().sequenceNumber().length() + " digits");
    }

    /** From the oldest record on; an answer may be empty though there are records further on. */
    private static List<Record> oldest(final ProbeStream place, final ShardInfo shard) throws InterruptedException {
        String iterator = place.iterator(
                shard.shardId(), GetShardIteratorRequest.builder().shardIteratorType(ShardIteratorType.TRIM_HORIZON));
        for (int i = 0; i < 5 && iterator != null; i++) {
            final GetRecordsResponse answer = place.records(iterator, 100);
            if (answer.hasRecords() && !answer.records().isEmpty()) {
                return answer.records();
            }
            iterator = answer.nextShardIterator();
            // Others read the shard, too.
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return List.of();
    }

    private static Answer unknown(final ProbeStream place) {
        final Optional<ShardInfo> open = place.shard(false);
        if (open.isEmpty()) {
            return Answer.notChecked("the stream has no open shard");
        }
        place.called("kinesis:GetShardIterator AFTER_SEQUENCE_NUMBER");
        final boolean found = place.directory().hasRecord(open.get().shardId(), "1");
        return Answer.of(!found, found ? "given" : "refused");
    }

    private static Answer shardEnd(final ProbeStream place) {
        final Optional<ShardInfo> closed = place.shard(true);
        if (closed.isEmpty()) {
            return Answer.notChecked("the stream has no closed shard: it was not divided within its retention");
        }
        final String iterator = place.iterator(
                closed.get().shardId(), GetShardIteratorRequest.builder().shardIteratorType(ShardIteratorType.LATEST));
        final GetRecordsResponse answer = place.records(iterator, 1);
        final List<String> children = place.shards().stream()
                .filter(shard -> shard.parents().contains(closed.get().shardId()))
                .map(ShardInfo::shardId)
                .toList();
        final boolean named = answer.hasChildShards()
                && answer.childShards().stream()
                        .map(child -> child.shardId())
                        .toList()
                        .containsAll(children);
        return Answer.of(
                answer.nextShardIterator() == null && named && !children.isEmpty(),
                (answer.nextShardIterator() == null ? "no iterator" : "an iterator") + ", " + children.size()
                        + " children listed, " + (named ? "named" : "not named"));
    }

    private static Answer limit(final ProbeStream place) {
        if (!place.asksForLimits()) {
            return Answer.notChecked("it would slow the stream's readers for a second: ask with --limits");
        }
        final Optional<ShardInfo> open = place.shard(false);
        if (open.isEmpty()) {
            return Answer.notChecked("the stream has no open shard");
        }
        final String iterator = place.iterator(
                open.get().shardId(), GetShardIteratorRequest.builder().shardIteratorType(ShardIteratorType.LATEST));
        place.called("kinesis:GetRecords, " + TOO_MANY + " at one time");
        final List<CompletableFuture<GetRecordsResponse>> asked = new ArrayList<>();
        for (int i = 0; i < TOO_MANY; i++) {
            asked.add(place.clients()
                    .kinesis()
                    .getRecords(GetRecordsRequest.builder()
                            .streamARN(place.stream().requestArn())
                            .shardIterator(iterator)
                            .limit(1)
                            .build()));
        }
        int refused = 0;
        for (final CompletableFuture<GetRecordsResponse> one : asked) {
            try {
                ProbeStream.get(one);
            } catch (final ProvisionedThroughputExceededException e) {
                refused++;
            }
        }
        return Answer.of(refused > 0, refused + " of " + TOO_MANY + " refused, each after three tries");
    }

    private static Answer encryption(final ProbeStream place) throws InterruptedException {
        final Optional<ShardInfo> open = place.shard(false);
        if (open.isEmpty()) {
            return Answer.notChecked("the stream has no open shard");
        }
        final int records = oldest(place, open.get()).size();
        place.called("kinesis:DescribeStreamSummary");
        final String encryption = ProbeStream.get(
                        place.clients().kinesis().describeStreamSummary(request -> request.streamName(
                                        place.stream().requestName())
                                .streamARN(place.stream().requestArn())))
                .streamDescriptionSummary()
                .encryptionTypeAsString();
        return Answer.of(true, "an answer with " + records + " records; encryption " + encryption);
    }
}
