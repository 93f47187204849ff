importScripts(location.search.slice(1) + "/workerpool.js");

function isPrime(n) {
	if (n < 4) return n > 1;
	if (n % 2 === 0) return false;
	for (let d = 3; d * d <= n; d += 2) if (n % d === 0) return false;
	return true;
}

workerpool.worker({
	countPrimes(from, to) {
		let count = 0;
		for (let n = from; n < to; n++) if (isPrime(n)) count++;
		return count;
	},
});
