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
package io.shardflow.nifi.kinesis.json;

/** Decides whether a payload can be written as it is asked for. For one thread at a time. */
@FunctionalInterface
public interface PayloadCheck {

    /** Outcome of the check. */
    sealed interface Result permits Accepted, Refused {}

    /**
     * The payload can be written.
     *
     * @param start offset of the first byte to write
     * @param end offset behind the last byte to write
     * @param empty whether it is an object without members
     * @param lineBreaks whether there are line breaks in between that are to be left out
     */
    record Accepted(int start, int end, boolean empty, boolean lineBreaks) implements Result {}

    /** The payload cannot be written. @param reason in plain words, without anything of the payload */
    record Refused(String reason) implements Result {}

    Result check(byte[] payload);
}
