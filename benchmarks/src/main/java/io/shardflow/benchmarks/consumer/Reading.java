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
package io.shardflow.benchmarks.consumer;

import io.shardflow.benchmarks.measure.GcLog;
import io.shardflow.benchmarks.measure.SteadyPart;
import io.shardflow.benchmarks.profile.Shares;
import java.util.OptionalLong;

/**
 * One run of a reader over a whole stream.
 *
 * @param threads processor time by name of thread, of the steady part
 * @param pauses of its garbage collector in the whole run
 * @param mostResidentBytes of its process up to the end of the run; empty where the system does not tell
 * @param load of the machine at the end, as the system gives it: the mean number of busy or waiting threads in the last minute
 */
record Reading(SteadyPart steady, Shares threads, GcLog.Pauses pauses, OptionalLong mostResidentBytes, double load) {}
