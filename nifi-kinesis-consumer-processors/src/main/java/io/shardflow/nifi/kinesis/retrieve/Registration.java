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
package io.shardflow.nifi.kinesis.retrieve;

/**
 * The consumer that is registered with the stream, whose ARN is new with each registration.
 *
 * <p><b>Threading.</b> Any thread.
 */
interface Registration {

    String arn();

    /**
     * Kinesis does not know the consumer with this ARN, or does not know its shard. A consumer that is missing is registered
     * again, by one thread; the others find it there when they try again.
     *
     * @return false if it is not the consumer that is missing
     * @throws RuntimeException if it could not be registered
     */
    boolean restore(String arn) throws InterruptedException;
}
