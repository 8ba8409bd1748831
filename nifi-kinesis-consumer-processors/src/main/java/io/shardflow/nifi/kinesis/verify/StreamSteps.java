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
package io.shardflow.nifi.kinesis.verify;

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.status.Call;
import io.shardflow.nifi.kinesis.stream.AwsCalls;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamDirectory;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * The steps that ask Kinesis: each action of the consumer's IAM policy on the stream, once. GetRecords is asked for one record of
 * one shard, the oldest: one of the five reads a second that a shard allows, and the only question that shows whether records
 * can be decrypted. The record is forgotten.
 */
final class StreamSteps {

    static final String STREAM = "Stream";
    static final String CLOCK = "Clock";
    static final String SHARDS = "Shards";
    static final String ITERATOR = "kinesis:GetShardIterator";
    static final String RECORDS = "kinesis:GetRecords";

    /**
     * What was seen of the stream.
     *
     * @param identity empty if Kinesis did not describe it
     * @param listing empty if Kinesis did not list its shards
     */
    record Seen(Optional<StreamIdentity> identity, Optional<StreamDirectory.Listing> listing) {

        /** How many shards take records. */
        long open() {
            return listing.stream()
                    .flatMap(list -> list.shards().stream())
                    .filter(shard -> !shard.closed())
                    .count();
        }
    }

    private final KinesisAsyncClient kinesis;
    private final StreamDirectory directory;
    private final AwsAccess settings;
    private final Duration timeout;
    private final Questions questions;
    private final Findings findings;
    private Optional<String> date = Optional.empty();
    private boolean missing;

    /** @param timeout for one call */
    StreamSteps(
            final KinesisAsyncClient kinesis,
            final StreamDirectory directory,
            final AwsAccess settings,
            final Duration timeout,
            final Questions questions,
            final Findings findings) {
        this.kinesis = kinesis;
        this.directory = directory;
        this.settings = settings;
        this.timeout = timeout;
        this.questions = questions;
        this.findings = findings;
    }

    /** @param polls whether records are asked for; with fan-out neither iterators nor GetRecords are needed */
    Seen run(final boolean polls) {
        final Optional<StreamDescriptionSummary> stream = describe();
        if (missing) {
            (polls ? Stream.of(SHARDS, ITERATOR, RECORDS) : Stream.of(SHARDS))
                    .forEach(step -> findings.open(step, "Not asked, because there is no such stream."));
            return new Seen(Optional.empty(), Optional.empty());
        }
        final Optional<StreamDirectory.Listing> listing =
                questions.ask(SHARDS, call("ListShards", settings.stream().name()), directory::list);
        final Seen seen = new Seen(
                stream.map(found -> new StreamIdentity(
                        found.streamARN(), found.streamCreationTimestamp().toEpochMilli())),
                listing);
        listing.ifPresent(list -> findings.good(
                SHARDS,
                "%d shards are listed, %d of them open.".formatted(list.shards().size(), seen.open())));
        if (polls) {
            read(listing.map(StreamDirectory.Listing::shards).orElse(List.of()));
        }
        return seen;
    }

    private Optional<StreamDescriptionSummary> describe() {
        final StreamReference stream = settings.stream();
        final Instant asked = Instant.now();
        final Optional<StreamDescriptionSummary> found = questions
                .ask(STREAM, call("DescribeStreamSummary", stream.name()), () -> describe(stream))
                .map(DescribeStreamSummaryResponse::streamDescriptionSummary);
        found.ifPresent(description -> StreamText.add(findings, STREAM, description, settings));
        ClockCheck.add(findings, CLOCK, date, asked, Instant.now());
        return found;
    }

    private DescribeStreamSummaryResponse describe(final StreamReference stream) {
        try {
            final DescribeStreamSummaryResponse answer = AwsCalls.get(
                    kinesis.describeStreamSummary(DescribeStreamSummaryRequest.builder()
                            .streamName(stream.requestName())
                            .streamARN(stream.requestArn())
                            .build()),
                    timeout);
            date = date(answer.sdkHttpResponse());
            return answer;
        } catch (final AwsServiceException e) {
            missing = e instanceof ResourceNotFoundException;
            date = e.awsErrorDetails() == null
                    ? Optional.empty()
                    : date(e.awsErrorDetails().sdkHttpResponse());
            throw e;
        }
    }

    private static Optional<String> date(final SdkHttpResponse answer) {
        return Optional.ofNullable(answer).flatMap(known -> known.firstMatchingHeader("Date"));
    }

    private void read(final List<ShardInfo> shards) {
        final Optional<String> shard = shards.stream()
                .filter(listed -> !listed.closed())
                .map(ShardInfo::shardId)
                .findFirst();
        if (shard.isEmpty()) {
            Stream.of(ITERATOR, RECORDS)
                    .forEach(step -> findings.open(step, "Not asked, because no open shard is known."));
            return;
        }
        final Optional<String> iterator =
                questions.ask(ITERATOR, call("GetShardIterator", shard.get()), () -> AwsCalls.get(
                                kinesis.getShardIterator(GetShardIteratorRequest.builder()
                                        .streamName(settings.stream().requestName())
                                        .streamARN(settings.stream().requestArn())
                                        .shardId(shard.get())
                                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON)
                                        .build()),
                                timeout)
                        .shardIterator());
        if (iterator.isEmpty()) {
            findings.open(RECORDS, "Not asked, because there is no iterator to ask with.");
            return;
        }
        findings.good(ITERATOR, "Allowed.");
        questions.allowed(
                RECORDS,
                call("GetRecords", shard.get()),
                () -> AwsCalls.get(
                        kinesis.getRecords(GetRecordsRequest.builder()
                                .streamARN(settings.stream().requestArn())
                                .shardIterator(iterator.get())
                                .limit(1)
                                .build()),
                        timeout));
    }

    private static Call call(final String operation, final String subject) {
        return new Call(Call.KINESIS, operation, subject);
    }
}
