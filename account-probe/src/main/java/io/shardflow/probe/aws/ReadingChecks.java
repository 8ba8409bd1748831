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
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** What iterators and GetRecords give. Nothing is written; of records only positions and arrivals are looked at. */
final class ReadingChecks {

    /** More than a shard allows in a second. */
    private static final int TOO_MANY = 12;

    /** That are looked at for a record; an empty one takes some seconds. */
    private static final int MOST_SHARDS = 4;

    private ReadingChecks() {}

    static List<Check<ProbeStream>> all() {
        return List.of(
                Check.needed(
                        "at-timestamp",
                        "An iterator AT_TIMESTAMP of the present second is given, and brings no record that arrived before.",
                        "none older",
                        ReadingChecks::atTimestamp),
                Check.needed(
                        "positions",
                        "Sequence numbers are decimal numbers without leading zeros that ascend in a shard, and every record has an"
                                + " arrival.",
                        "ascending",
                        ReadingChecks::positions),
                Check.needed(
                        "unknown-position",
                        "An iterator AFTER_SEQUENCE_NUMBER of a number that the shard does not have is refused.",
                        "refused",
                        UnknownPosition::ask),
                Check.needed(
                        "closed-shard-ends",
                        "A closed shard that is read to its end gives no further iterator, and names its children, which are listed.",
                        "no iterator, children listed",
                        ReadingChecks::shardEnd),
                Check.known(
                        "reads-per-second",
                        "A shard allows five GetRecords a second to all readers together, and refuses more as throttled.",
                        "some of " + TOO_MANY + " refused with ProvisionedThroughputExceededException",
                        ReadingChecks::limit),
                Check.needed(
                        "records-decrypted",
                        "GetRecords of a stream with a KMS key gives records, if the credentials may use the key.",
                        "an answer with records; encryption KMS",
                        ReadingChecks::encryption));
    }

    /** A shard that has nothing older would bring nothing older from anywhere. */
    private static Answer atTimestamp(final ProbeStream place) throws InterruptedException {
        final List<ShardInfo> open = place.shards().stream()
                .filter(shard -> !shard.closed())
                .limit(MOST_SHARDS)
                .toList();
        for (final ShardInfo shard : open) {
            final List<Record> there = oldest(place, shard);
            final Instant now = place.serviceTime().orElse(Instant.now());
            if (older(there, now) > 0) {
                final List<Record> brought = first(
                        place,
                        place.iterator(
                                shard.shardId(),
                                GetShardIteratorRequest.builder()
                                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                                        .timestamp(now)));
                final long older = older(brought, now);
                return Answer.of(older == 0, (older == 0 ? "none older" : older + " older") + ", of " + brought.size());
            }
        }
        return Answer.notChecked(
                "none of " + open.size() + " open shards has a record that arrived before: put one into"
                        + " each, and ask again some seconds later");
    }

    private static long older(final List<Record> records, final Instant now) {
        return records.stream()
                .filter(record -> record.approximateArrivalTimestamp().isBefore(now.minus(ProbeStream.SLACK)))
                .count();
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

    private static List<Record> oldest(final ProbeStream place, final ShardInfo shard) throws InterruptedException {
        return first(
                place,
                place.iterator(
                        shard.shardId(),
                        GetShardIteratorRequest.builder().shardIteratorType(ShardIteratorType.TRIM_HORIZON)));
    }

    /** The first records from there on; an answer may be empty though there are records further on. */
    private static List<Record> first(final ProbeStream place, final String from) throws InterruptedException {
        String iterator = from;
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
        return decrypted(records, encryption);
    }

    /** No record that was read, or that no key has encrypted, says nothing. */
    static Answer decrypted(final int records, final String encryption) {
        final String seen = "an answer with " + records + " records; encryption " + encryption;
        return records > 0 && EncryptionType.KMS.toString().equals(encryption)
                ? Answer.of(true, seen)
                : Answer.notChecked(seen);
    }
}
