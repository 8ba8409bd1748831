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
import io.shardflow.probe.Answer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Asks a shard for the place after a record that it never had: one of a stream that was made a day earlier. */
final class UnknownPosition {

    /**
     * Where in a sequence number the seconds begin at which its shard was made, as kinesalite and kinesis-mock have it; Amazon
     * documents nothing. If it is otherwise, the number is still one from before the shard's first, of as many digits.
     */
    private static final int SECONDS = 144;

    private static final BigInteger EARLIER =
            BigInteger.valueOf(Duration.ofDays(1).toSeconds()).shiftLeft(SECONDS);

    private UnknownPosition() {}

    /** That a number is refused says something only where another one is not. */
    static Answer ask(final ProbeStream place) {
        final Optional<Shard> open = openShard(place);
        if (open.isEmpty()) {
            return Answer.notChecked("the stream has no open shard");
        }
        final String shard = open.get().shardId();
        final String first = open.get().sequenceNumberRange().startingSequenceNumber();
        final Optional<String> unknown = before(first);
        if (unknown.isEmpty()) {
            return Answer.notChecked("the shard's numbers have another form than is known: " + first);
        }
        if (!has(place, shard, first)) {
            return Answer.notChecked("the shard's own first number is refused, too: " + said(place, shard, first));
        }
        return has(place, shard, unknown.get())
                ? Answer.of(false, "an iterator is given after " + unknown.get())
                : Answer.of(true, "refused: " + said(place, shard, unknown.get()));
    }

    private static Optional<Shard> openShard(final ProbeStream place) {
        place.called("kinesis:ListShards");
        return ProbeStream.get(place.clients()
                        .kinesis()
                        .listShards(ListShardsRequest.builder()
                                .streamName(place.stream().requestName())
                                .streamARN(place.stream().requestArn())
                                .build()))
                .shards()
                .stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .findFirst();
    }

    /**
     * A number as well-formed as a shard's first one.
     *
     * @return empty if there is none
     */
    static Optional<String> before(final String first) {
        return Optional.of(first)
                .filter(Position::isSequenceNumber)
                .map(number -> new BigInteger(number).subtract(EARLIER).toString())
                .filter(number -> Position.isSequenceNumber(number) && number.length() == first.length());
    }

    private static boolean has(final ProbeStream place, final String shard, final String number) {
        place.called("kinesis:GetShardIterator AFTER_SEQUENCE_NUMBER");
        return place.directory().hasRecord(shard, number);
    }

    /** What Kinesis answers: a number may be refused because it is none, or because it is from elsewhere. */
    private static String said(final ProbeStream place, final String shard, final String number) {
        try {
            place.iterator(
                    shard,
                    GetShardIteratorRequest.builder()
                            .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                            .startingSequenceNumber(number));
            return "not when asked again";
        } catch (final KinesisException e) {
            return e.awsErrorDetails().errorCode() + ", "
                    + AwsProbe.withoutAccount(e.awsErrorDetails().errorMessage());
        }
    }
}
