"""scikit-learn's word + char_wb tf-idf with LinearSVC: the yardstick. Reads {train, test, ...} as JSON, prints JSON."""
import json
import resource
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

data = json.load(sys.stdin)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
started = time.perf_counter()
cpu_started = time.process_time()
vectorizer = FeatureUnion([
    ("word", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)),
    ("char", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)),
])
features = vectorizer.fit_transform(data["train"])
model = LinearSVC(random_state=data.get("seed", 0)).fit(features, data["train_labels"])
seconds = time.perf_counter() - started
cpu = time.process_time() - cpu_started
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
accuracy = float(model.score(vectorizer.transform(data["test"]), data["test_labels"]))
print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": memory, "before": before, "accuracy": accuracy, "features": features.shape[1]}))
