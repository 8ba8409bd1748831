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
package io.shardflow.nifi.kinesis.metadata;

/**
 * FlowFile attributes that one processor writes and the other reads, for people and reports: which records are loaded is not
 * decided by them, since other processors copy them to whatever they make.
 */
public final class FlowFileAttributes {

    public static final String STREAM_NAME = "aws.kinesis.stream.name";
    public static final String SHARD_ID = "aws.kinesis.shard.id";

    /**
     * On the first FlowFile of a shard that is read from a time on instead of from a checkpoint or its oldest record: that
     * time, ISO 8601.
     */
    public static final String START_POSITION = "kinesis.start.position";

    /** On FlowFiles of the consumer's envelopes: {@code true}. */
    public static final String PARSE_FAILURE = "kinesis.parse.failure";

    private FlowFileAttributes() {}
}
